package conclave.multijvm.load;

import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockCall.Renew;
import conclave.history.model.LockResult;
import conclave.multijvm.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Clients that take, renew and give back locks, each one thing after another at a node drawn anew
 * for each, down or not, until closed. They share few locks at a time, so most of them wait, and
 * leave them for fresh ones after a while, so that the history of each stays short enough to be
 * checked. Who does not know whether it holds a lock asks again.
 */
public final class LockLoad implements AutoCloseable {

  private static final int LOCKS_AT_A_TIME = 2;
  private static final int TURNS_PER_ROUND = 8;

  /** Longer than any history. */
  private static final Duration TTL = Duration.ofHours(1);

  private final RecordedLocks locks;
  private final Setup setup;
  private final Clients clients;

  /**
   * What the clients do.
   *
   * @param prefix of the names of locks and owners; no other load may have it
   * @param clients how many
   * @param waitAtMost for a lock
   * @param timeout of each request, beside the wait
   * @param seed of their choices
   */
  public record Setup(
      String prefix, int clients, Duration waitAtMost, Duration timeout, long seed) {}

  private LockLoad(RecordedLocks locks, Setup setup) {
    this.locks = locks;
    this.setup = setup;
    this.clients = new Clients(setup.prefix(), setup.clients());
  }

  /** Starts the clients. */
  public static LockLoad start(List<NodeProcess> nodes, RecordedLocks locks, Setup setup) {
    LockLoad load = new LockLoad(locks, setup);
    SplittableRandom seeds = new SplittableRandom(setup.seed());
    for (int i = 0; i < setup.clients(); i++) {
      Client client = load.new Client(setup.prefix() + "-c" + i, nodes, seeds.split());
      load.clients.add(client::step);
    }
    return load;
  }

  /** How many requests are on their way now. */
  public int underWay() {
    return locks.underWay();
  }

  /**
   * Waits for the requests under way and asks nothing more.
   *
   * @throws AssertionError when a client met an answer that the contract does not have, or none in
   *     time
   */
  @Override
  public void close() {
    clients.close(setup.timeout().plus(setup.waitAtMost()).plusSeconds(30));
  }

  private final class Client {
    private final String owner;
    private final List<NodeProcess> nodes;
    private final SplittableRandom random;
    private String lock;
    private long token;
    private int turns;

    Client(String owner, List<NodeProcess> nodes, SplittableRandom random) {
      this.owner = owner;
      this.nodes = nodes;
      this.random = random;
    }

    void step() {
      NodeProcess node = nodes.get(random.nextInt(nodes.size()));
      if (token > 0) {
        hold(node);
      } else {
        take(node);
      }
    }

    /** What became of a lock is found out before another is wanted. */
    private void take(NodeProcess node) {
      if (lock == null) {
        int round = turns++ / TURNS_PER_ROUND;
        lock = "%s-r%d-%d".formatted(setup.prefix(), round, random.nextInt(LOCKS_AT_A_TIME));
      }
      ServiceAnswer<LockResult> answer = ask(node, setup.waitAtMost(), new Acquire(lock, owner));
      if (answer instanceof ServiceAnswer.Done<LockResult> done) {
        if (done.result() instanceof LockResult.Granted granted) {
          token = granted.token();
        } else {
          lock = null;
        }
      }
    }

    private void hold(NodeProcess node) {
      boolean renew = random.nextInt(3) == 0;
      ServiceAnswer<LockResult> answer =
          ask(
              node,
              Duration.ZERO,
              renew ? new Renew(lock, owner, token) : new Release(lock, owner, token));
      boolean lost =
          answer instanceof ServiceAnswer.Done<LockResult> done
              && done.result() instanceof LockResult.NotHeld;
      if (lost || (answer instanceof ServiceAnswer.Done && !renew)) {
        token = 0;
        lock = null;
      }
    }

    private ServiceAnswer<LockResult> ask(NodeProcess node, Duration wait, LockCall call) {
      return locks.ask(node, call, new HttpLocks.Terms(TTL, wait, setup.timeout()));
    }
  }
}
