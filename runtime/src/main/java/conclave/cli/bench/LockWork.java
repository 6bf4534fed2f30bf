package conclave.cli.bench;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockName;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Takes a random lock and gives it back: one thing in two requests. No two clients want one lock at
 * a time, so nobody waits for another; there must be as many locks as clients.
 */
final class LockWork implements Work {

  private static final long TTL_MS = 5_000;
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final Gateway.Reply[] replies;
  private final RandomGenerator random;
  private final BitSet taken;
  private final int[] keys;
  private final int count;

  /**
   * @param replies by client
   */
  LockWork(Plan plan, Gateway.Reply[] replies, RandomGenerator random) {
    if (plan.keys() < plan.clients()) {
      throw new IllegalArgumentException(
          "%d clients need as many locks, not %d".formatted(plan.clients(), plan.keys()));
    }
    this.replies = replies;
    this.random = random;
    this.count = plan.keys();
    this.taken = new BitSet(count);
    this.keys = new int[replies.length];
  }

  @Override
  public Gateway.Command begin(int client) {
    keys[client] = free();
    return execute(client, new LockCommand.Acquire(name(client), owner(client), TTL_MS, 0));
  }

  /** From a random one on, the first that nobody uses. */
  private int free() {
    int key = taken.nextClearBit(random.nextInt(count));
    int free = key < count ? key : taken.nextClearBit(0);
    taken.set(free);
    return free;
  }

  @Override
  public Step heard(int client, Outcome<byte[]> outcome) {
    Optional<LockReply> reply = decoded(outcome);
    if (reply.isPresent() && reply.get() instanceof LockReply.Granted granted) {
      return Step.then(
          execute(client, new LockCommand.Release(name(client), owner(client), granted.token())));
    }
    taken.clear(keys[client]);
    return Step.over(reply.filter(LockReply.Done.class::isInstance).isPresent());
  }

  private static Optional<LockReply> decoded(Outcome<byte[]> outcome) {
    if (!(outcome instanceof Outcome.Done<byte[]> done)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LockReply.decode(done.value()));
    } catch (MalformedException e) {
      return Optional.empty(); // an answer that cannot be read is an error like any other
    }
  }

  private LockName name(int client) {
    return new LockName(Space.LOCK, "bench-" + keys[client]);
  }

  private static String owner(int client) {
    return "client-" + client;
  }

  private Gateway.Command execute(int client, LockCommand command) {
    return new Gateway.Execute(
        LockTable.NAME, command.encode(), WITHIN, Optional.empty(), replies[client]);
  }
}
