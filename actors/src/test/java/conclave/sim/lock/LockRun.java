package conclave.sim.lock;

import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.LockModel;
import conclave.lock.table.LockEvent;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.pure.Run;
import conclave.sim.pure.SimNode;
import conclave.sim.world.Invariants;
import conclave.sim.world.Nemesis;
import java.util.ArrayList;
import java.util.List;

/**
 * One seed of locks: a cluster, users and all faults, and then peace, in which every user must get
 * its turn and nobody who is gone may stand in the way. It ends with a report, or throws with what
 * was broken.
 */
public final class LockRun {

  /** So long the nodes suffer. */
  public static final long STORM = 14 * Simulation.SECOND;

  /**
   * So long the users suffer: what is over is over in time then, since the nodes are well again.
   */
  public static final long FAULTS = STORM + 8 * Simulation.SECOND;

  public static final long PEACE = 12 * Simulation.SECOND;
  public static final int USERS = 6;

  /** Within which somebody leads after the last fault, and each clock hears from the beginning. */
  private static final long ELECTION = 3 * Simulation.SECOND;

  /** Within which an expiry is an entry while nothing is wrong. */
  private static final long PROMPT = 500 * Simulation.MILLI;

  /** So long in any case: until those who vanish in peace are gone. */
  private static final long ENOUGH_PEACE = 2 * ELECTION + 2 * Simulation.SECOND;

  /** How many vanish while they wait, in peace: whoever comes after them must not notice. */
  private static final int GONE = 6;

  private static final long LOOK = 100 * Simulation.MILLI;

  private final long seed;
  private final LockWorld world;
  private final Simulation simulation;
  private final List<SimUser> users = new ArrayList<>();

  private LockRun(long seed, LockWorld.Rig rig) {
    this.seed = seed;
    this.world = new LockWorld(seed, rig);
    this.simulation = world.simulation();
    for (int i = 1; i <= USERS; i++) {
      users.add(new SimUser(world, "c" + i));
    }
  }

  /** Runs locks as they are. */
  public static Run.Report of(long seed) {
    return of(seed, LockWorld.Rig.CORRECT);
  }

  /** Runs them with other parts; a planted bug shows as a {@link RuntimeException}. */
  public static Run.Report of(long seed, LockWorld.Rig rig) {
    return new LockRun(seed, rig).run();
  }

  private Run.Report run() {
    Nemesis nemesis = new Nemesis(world.cluster());
    LockTrouble trouble = new LockTrouble(world, users);
    world.rig().begins(world.cluster());
    world.cluster().nodes().forEach(SimNode::start);
    users.forEach(SimUser::start);
    nemesis.start();
    trouble.start();
    simulation.run(STORM);
    nemesis.heal();
    simulation.run(FAULTS);
    world.cluster().network().mendAll();
    trouble.heal();
    users.forEach(SimUser::peace);
    for (int i = 1; i <= GONE; i++) {
      simulation.after(ELECTION + i * ELECTION / GONE, Life.WORLD, this::vanishWaiting);
    }
    look();
    simulation.run(FAULTS + ENOUGH_PEACE);
    while (simulation.now() < FAULTS + PEACE && !isAllDone()) {
      simulation.run(simulation.now() + LOOK);
    }
    requireTurns();
    requireLinearizable();
    return new Run.Report(seed, simulation.traceHash(), world.tally(), simulation.now());
  }

  /**
   * Every user had its turn, and nobody who is gone holds anything: nothing is left to wait for.
   */
  private boolean isAllDone() {
    return users.stream().allMatch(user -> user.lastTurn() >= FAULTS)
        && world.ledger().standing().stream().noneMatch(held -> isGone(held.grant().owner()));
  }

  /** Nobody who is gone keeps a lock for longer than it may, once there is peace. */
  private void look() {
    for (Ledger.Standing standing : world.ledger().standing()) {
      if (isGone(standing.grant().owner())) {
        requireBounded(standing);
      }
    }
    simulation.after(LOOK, Life.WORLD, this::look);
  }

  private void vanishWaiting() {
    users.stream().filter(SimUser::waits).findFirst().ifPresent(SimUser::vanish);
  }

  private boolean isGone(String owner) {
    return users.stream()
        .noneMatch(user -> user.process().isAlive() && user.process().owner().equals(owner));
  }

  private void requireBounded(Ledger.Standing standing) {
    LockEvent.Granted grant = standing.grant();
    long ttl = grant.ttlMs() * Simulation.MILLI + LockWorld.EXPIRY.marginNanos();
    long most = grant.claimed() ? ttl : Math.min(ttl, LockWorld.EXPIRY.claimNanos());
    long since = Math.max(standing.since(), FAULTS + ELECTION);
    if (simulation.now() - since > 1.04 * most + PROMPT) {
      throw new Invariants.Broken(
          "%s is gone, and still stands in the way after %d ms: %s"
              .formatted(grant.owner(), (simulation.now() - since) / Simulation.MILLI, grant));
    }
  }

  private void requireTurns() {
    for (SimUser user : users) {
      if (user.lastTurn() < FAULTS) {
        throw new Invariants.Broken(
            "%s had its last turn at %d ms, though no fault struck after %d ms: %s, %s"
                .formatted(
                    user.process().owner(),
                    user.lastTurn() / Simulation.MILLI,
                    FAULTS / Simulation.MILLI,
                    world.cluster().nodes(),
                    world.ledger().standing()));
      }
    }
  }

  private void requireLinearizable() {
    Verdict verdict = new Linearizability<>(new LockModel()).check(world.history());
    if (!(verdict instanceof Verdict.Linearizable)) {
      throw new Invariants.Broken("the history of the locks is not linearizable: " + verdict);
    }
  }
}
