package conclave.sim.actor.lock;

import akka.actor.typed.ActorRef;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.actor.ActorNode;
import conclave.sim.lock.LockFigure;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A part of the application that takes a lock, works for a while and gives it back, on one node
 * after the other. It believes to hold a lock from when it hears so until it hears otherwise or
 * gives it back; while its process stands still, it does not act.
 */
final class LockUser {

  /** Where locks can be had: the actor of one process. */
  record Shop(ActorNode node, Life process, ActorRef<Locks.Command> locks) {}

  private static final String[] NAMES = {"a", "b"};

  /**
   * Who wakes up is told first that its lock is lost; what was in its mailboxes, and timers that
   * are late, come in some order of a busy machine.
   */
  private static final long WAKES_WITHIN = 60 * Simulation.MILLI;

  private final LockRig rig;
  private final String name;
  private final RandomGenerator random;
  private long tries;
  private Try current;
  private long lastTurn;

  /** One wish, until it is over. */
  private final class Try {
    private final Shop shop;
    private final LockName lock;
    private final String owner = name + "." + ++tries;
    private LockHandle handle;
    private boolean given;
    private boolean over;

    Try(Shop shop, LockName lock) {
      this.shop = shop;
      this.lock = lock;
    }

    void begin() {
      Duration ttl = Duration.ofMillis(random.nextInt(600, 1_500));
      Duration wait = Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(300, 3_000));
      ActorRef<LockHolder.Event> listener = shop.node().listener(this::hears);
      shop.locks().tell(new Locks.Hold(lock, owner, ttl, wait, listener));
      watch();
    }

    private void hears(LockHolder.Event event) {
      rig.require(!over, "%s hears %s, and all was over", owner, event);
      if (event instanceof LockHolder.Held held) {
        rig.require(handle == null, "%s hears twice that it holds %s", owner, lock);
        holds(held.handle());
      } else {
        boolean ends = event instanceof LockHolder.NotHeld == (handle == null);
        rig.require(ends, "%s hears %s while it has %s", owner, event, handle);
        rig.tally().add(LockFigure.LOST, event instanceof LockHolder.Lost ? 1 : 0);
        over();
      }
    }

    private void holds(LockHandle held) {
      rig.world().look(() -> rig.ledger().requireGranted(lock, held.token(), owner));
      rig.held(LockUser.this, lock);
      handle = held;
      lastTurn = rig.simulation().now();
      shop.node().later(random.nextLong(1_200 * Simulation.MILLI), this::giveBack);
    }

    private void giveBack() {
      given = true;
      handle.release();
    }

    private void over() {
      over = true;
      if (current == this) {
        current = null;
        again();
      }
    }

    /** The process may die, and nobody tells. */
    private void watch() {
      if (!shop.process().isAlive()) {
        over();
      } else if (!over) {
        rig.simulation().after(50 * Simulation.MILLI, Life.WORLD, this::watch);
      }
    }

    private boolean acts() {
      long calm = rig.simulation().now() - shop.node().clock().calmSince();
      return handle != null
          && !given
          && !over
          && shop.process().isAlive()
          && !shop.node().clock().isPaused()
          && calm > WAKES_WITHIN;
    }
  }

  LockUser(LockRig rig, String name) {
    this.rig = rig;
    this.name = name;
    this.random = rig.simulation().stream();
  }

  void start() {
    again();
  }

  /** When it held a lock for the last time. */
  long lastTurn() {
    return lastTurn;
  }

  boolean believes(LockName lock) {
    return current != null && current.lock.equals(lock) && current.acts();
  }

  boolean believes(LockName lock, long token) {
    return believes(lock) && current.handle.token() == token;
  }

  private void again() {
    rig.simulation().after(random.nextLong(150 * Simulation.MILLI), Life.WORLD, this::next);
  }

  private void next() {
    List<Shop> shops = rig.shops();
    if (shops.isEmpty()) {
      again();
      return;
    }
    Shop shop = shops.get(random.nextInt(shops.size()));
    current = new Try(shop, new LockName(Space.LOCK, NAMES[random.nextInt(NAMES.length)]));
    current.begin();
  }

  @Override
  public String toString() {
    return current == null ? name : "%s (%s)".formatted(current.owner, current.handle);
  }
}
