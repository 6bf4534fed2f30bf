package conclave.multijvm.load;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Outcome;
import conclave.history.Verdict;
import conclave.history.model.LockCall;
import conclave.history.model.LockModel;
import conclave.history.model.LockResult;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.load.ServiceAnswer.Kind;
import java.util.EnumMap;
import java.util.Map;

/**
 * Locks over HTTP whose requests and answers are recorded. Thread-safe; a client asks in turn, and
 * is the owner of what it is granted.
 *
 * <p>Grants must last for longer than the history, so that none runs out; but one that nobody heard
 * of may be given to a waiter, which then does not claim it, and so its end may be seen at any
 * time.
 */
public final class RecordedLocks {

  private final HttpLocks locks = new HttpLocks();
  private final History<LockCall, LockResult> history = new History<>();
  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
  private int underWay;
  private int expiries;
  private long granted;

  /** Asks one node once, in the name of the owner. */
  public ServiceAnswer<LockResult> ask(NodeProcess node, LockCall call, HttpLocks.Terms terms) {
    Recorded recorded = begin(call);
    ServiceAnswer<LockResult> answer = locks.ask(node, call, terms);
    end(recorded, answer);
    return answer;
  }

  /** How many requests are on their way now. */
  public synchronized int underWay() {
    return underWay;
  }

  /** How many requests ended like that. */
  public synchronized int count(Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** How many times somebody was told to hold a lock. */
  public synchronized long granted() {
    return granted;
  }

  /** Whether one table of locks could have given all these answers. */
  public Verdict verdict() {
    return new Linearizability<>(new LockModel()).check(history);
  }

  /**
   * @param expiry of what the operation may be granted; -1 where it cannot be granted anything
   */
  private record Recorded(int operation, int expiry) {}

  private synchronized Recorded begin(LockCall call) {
    underWay++;
    int operation = history.invoke(call.owner(), call);
    if (!(call instanceof LockCall.Acquire)) {
      return new Recorded(operation, -1);
    }
    LockCall expire = new LockCall.Expire(call.lock(), call.owner(), LockCall.ANY_TOKEN);
    return new Recorded(operation, history.invoke("expiry-" + expiries++, expire));
  }

  private synchronized void end(Recorded recorded, ServiceAnswer<LockResult> answer) {
    underWay--;
    counts.merge(answer.kind(), 1, Integer::sum);
    history.complete(recorded.operation(), answer.outcome());
    boolean known = !(answer instanceof ServiceAnswer.Unknown);
    if (recorded.expiry() >= 0 && known) {
      history.complete(recorded.expiry(), Outcome.notDone());
    }
    if (answer instanceof ServiceAnswer.Done<LockResult> done
        && done.result() instanceof LockResult.Granted) {
      granted++;
    }
  }
}
