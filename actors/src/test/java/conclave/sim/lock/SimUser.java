package conclave.sim.lock;

import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import conclave.sim.Life;
import conclave.sim.Simulation;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Takes one lock after the other, and while it holds one writes into the store under its token.
 * When its process vanishes, another one begins after a while, as another owner.
 */
final class SimUser implements SimHold.Holder {

  private static final List<LockName> LOCKS =
      List.of(
          new LockName(Space.LOCK, "a"),
          new LockName(Space.LOCK, "b"),
          new LockName(Space.ELECTION, "a"));

  private static final long PATIENT = 8 * Simulation.SECOND;

  private final LockWorld world;
  private final String name;
  private final RandomGenerator random;
  private SimProcess process;
  private SimHold hold;
  private int lives;
  private long workUntil;
  private long lastTurn = -1;
  private boolean peace;

  SimUser(LockWorld world, String name) {
    this.world = world;
    this.name = name;
    this.random = world.simulation().stream();
  }

  String name() {
    return name;
  }

  SimProcess process() {
    return process;
  }

  boolean holds() {
    return process.isAlive() && hold != null && hold.step() == SimHold.Step.HELD;
  }

  /** How long it means to go on with the lock that it holds, in nanoseconds. */
  long workLeft() {
    return workUntil - process.clock();
  }

  boolean waits() {
    return process.isAlive() && hold != null && hold.step() == SimHold.Step.WAITING;
  }

  /** When it was granted a lock for the last time, in the world's time. */
  long lastTurn() {
    return lastTurn;
  }

  void start() {
    process = new SimProcess(world, name, name + "." + ++lives);
    hold = null;
    think();
  }

  /** Its process is killed, whatever it holds or waits for. */
  void vanish() {
    if (!process.isAlive()) {
      return;
    }
    if (hold != null && hold.step() == SimHold.Step.HELD) {
      world.tally().add(LockFigure.VANISHED_HOLDING, 1);
    } else if (hold != null && hold.step() != SimHold.Step.OVER) {
      world.tally().add(LockFigure.VANISHED_WAITING, 1);
    }
    process.vanish();
    world.simulation().after(between(50, 1_000), Life.WORLD, this::start);
  }

  private long between(int fromMillis, int toMillis) {
    return random.nextLong(fromMillis * Simulation.MILLI, toMillis * Simulation.MILLI);
  }

  private void think() {
    process.later(between(1, 200), this::want);
  }

  /** From now on it is patient and brief, so that everybody must come to its turn. */
  void peace() {
    peace = true;
  }

  private void want() {
    LockName lock = LOCKS.get(random.nextInt(LOCKS.size()));
    boolean isLong = random.nextInt(5) == 0;
    long ttlMs = isLong ? 2_000 + random.nextInt(3_000) : 300 + random.nextInt(1_200);
    long wait = random.nextInt(6) == 0 ? 0 : between(200, 2_500);
    wait = peace ? PATIENT : wait;
    hold = new SimHold(process, new SimHold.Wish(lock, ttlMs, wait), this);
    hold.ask();
  }

  @Override
  public void held() {
    lastTurn = world.simulation().now();
    boolean isLong = !peace && random.nextInt(2) == 0;
    workUntil = process.clock() + (isLong ? between(500, 4_000) : between(20, 500));
    act();
  }

  @Override
  public void over() {
    think();
  }

  private void act() {
    if (!hold.awake()) {
      return;
    }
    if (process.clock() >= workUntil) {
      hold.release();
      return;
    }
    write();
    process.later(between(10, 100), this::act);
  }

  /** Now and then its process stands still between the look at the clock and the write. */
  private void write() {
    LockName lock = hold.lock();
    long token = hold.token();
    String owner = process.owner();
    Runnable write =
        () ->
            world
                .cluster()
                .network()
                .send(name, FencedStore.NAME, () -> world.store().write(lock, token, owner));
    if (random.nextInt(60) == 0) {
      world.tally().add(LockFigure.PAUSED_BEFORE_A_WRITE, 1);
      process.pause(between(200, 2_500));
      process.later(0, write);
    } else {
      write.run();
    }
  }
}
