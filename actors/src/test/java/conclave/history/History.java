package conclave.history;

import conclave.history.Operation.Reply;
import conclave.history.Outcome.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Records what clients ask and what they are told. May be called from any thread.
 *
 * <p>The order of the calls to this recorder is the order of the history. Call {@link #invoke}
 * before the request leaves and {@link #complete} after the answer came: the recorded interval then
 * contains the true one, so the checker never complains about a history that was right. Times are
 * carried along for the reader and never compared; hence one recorder serves one JVM.
 *
 * <p>A client does one operation at a time. A client whose operation ended unknown may go on; its
 * later operations are recorded under a new process name ({@code c1}, {@code c1.2}, {@code c1.3}),
 * since the old process is still busy as far as anybody knows.
 *
 * @param <C> the calls of the object under test
 * @param <R> its results
 */
public final class History<C, R> {

  /** No history may hold more operations; a test that wants more should check in between. */
  public static final int MAX_OPERATIONS = 1 << 20;

  private static final Reply<?> OPEN = new Reply<>(new Unknown<>(), Moment.NEVER);

  private final List<Operation<C, R>> operations = new ArrayList<>();
  private final Map<String, String> processOf = new HashMap<>();
  private final Map<String, Integer> lives = new HashMap<>();
  private final Set<String> busy = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private int events;

  /** Records an invocation at the next tick of a logical clock. */
  public synchronized int invoke(String client, C call) {
    return invoke(client, call, events);
  }

  /**
   * Records that a client is about to ask.
   *
   * @param time of the caller's clock, in any unit
   * @return the operation's number, to be given to {@link #complete}
   * @throws IllegalStateException when the client still waits, or the history is full
   */
  public synchronized int invoke(String client, C call, long time) {
    Objects.requireNonNull(call, "call");
    if (operations.size() == MAX_OPERATIONS) {
      throw new IllegalStateException("history is full: " + MAX_OPERATIONS + " operations");
    }
    String process = processOf.computeIfAbsent(client, this::unusedName);
    if (!busy.add(process)) {
      throw new IllegalStateException("client " + client + " still waits, it cannot ask " + call);
    }
    operations.add(new Operation<>(process, call, new Moment(events++, time), open()));
    return operations.size() - 1;
  }

  /** Records an end at the next tick of a logical clock. */
  public synchronized void complete(int operation, Outcome<R> outcome) {
    complete(operation, outcome, events);
  }

  /**
   * Records how an operation ended. An operation that is never completed counts as unknown.
   *
   * @param operation the number that {@link #invoke} gave
   * @throws IllegalStateException when it has ended before; what comes after a client gave up must
   *     not be recorded
   */
  public synchronized void complete(int operation, Outcome<R> outcome, long time) {
    Operation<C, R> open = operations.get(Objects.checkIndex(operation, operations.size()));
    if (open.reply().at() != Moment.NEVER) {
      throw new IllegalStateException("operation " + operation + " has ended before: " + open);
    }
    operations.set(operation, open.ending(outcome, new Moment(events++, time)));
    if (outcome instanceof Unknown) {
      processOf.values().remove(open.process());
    } else {
      busy.remove(open.process());
    }
  }

  /** What was recorded so far, by invocation. Later recording does not change the list. */
  public synchronized List<Operation<C, R>> operations() {
    return List.copyOf(operations);
  }

  private String unusedName(String client) {
    String name = client;
    while (!names.add(name)) {
      name = client + "." + (lives.merge(client, 1, Integer::sum) + 1);
    }
    return name;
  }

  @SuppressWarnings("unchecked") // the shared open reply holds no result of any type
  private Reply<R> open() {
    return (Reply<R>) OPEN;
  }
}
