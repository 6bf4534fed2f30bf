package conclave.sim.lock;

import conclave.sim.Life;
import conclave.sim.Mailbox;
import java.util.random.RandomGenerator;

/** One life of a user's process outside the cluster: a drifting clock, pauses, kill -9. */
final class SimProcess {

  private final LockWorld world;
  private final String owner;
  private final double rate;
  private final long skewNanos;
  private final Life life;
  private final Mailbox mailbox;
  private final Requests requests;
  private long pausedUntil;
  private int asked;

  /**
   * @param user its name on the network
   * @param owner who holds locks, a new one in each life
   */
  SimProcess(LockWorld world, String user, String owner) {
    RandomGenerator random = world.simulation().stream();
    this.world = world;
    this.owner = owner;
    // The slowest holder and the fastest leader differ by less than the five per cent of DRIFT.
    this.rate = 0.98 + random.nextDouble() * 0.04;
    this.skewNanos = random.nextLong(1_000_000_000_000L);
    this.life = Life.process(() -> pausedUntil);
    this.mailbox = new Mailbox(world.simulation(), random, life);
    this.requests = new Requests(world, user, mailbox);
  }

  LockWorld world() {
    return world;
  }

  String owner() {
    return owner;
  }

  /** A name for an operation of the history: several may be under way. */
  String next() {
    return owner + "-" + ++asked;
  }

  Requests requests() {
    return requests;
  }

  long clock() {
    return skewNanos + (long) (world.simulation().now() * rate);
  }

  /** After so much time of its own clock. */
  void later(long nanos, Runnable action) {
    mailbox.later((long) (Math.max(0, nanos) / rate) + 1, action);
  }

  void pause(long nanos) {
    pausedUntil = world.simulation().now() + nanos;
  }

  void vanish() {
    life.end();
  }

  boolean isAlive() {
    return life.isAlive();
  }

  /** Whether it can act at this moment. */
  boolean runs() {
    return life.isAlive() && pausedUntil <= world.simulation().now();
  }
}
