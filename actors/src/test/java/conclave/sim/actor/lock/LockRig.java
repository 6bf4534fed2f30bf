package conclave.sim.actor.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import conclave.lock.LockClock;
import conclave.lock.LockSettings;
import conclave.lock.Locks;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.machine.StateMachine;
import conclave.raft.Acceptor;
import conclave.replica.gateway.Gateway;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.actor.ActorCluster;
import conclave.sim.actor.ActorNode;
import conclave.sim.actor.ActorRun;
import conclave.sim.actor.Rig;
import conclave.sim.lock.Ledger;
import conclave.sim.lock.LockWorld;
import conclave.sim.lock.WatchedTable;
import conclave.sim.pure.Run;
import conclave.sim.world.Invariants;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Nodes that have locks, and users of them; it sees what the log decides and who believes what. */
public class LockRig implements Rig, Ledger.Host {

  /** Short times, so that a few seconds see many of them. */
  private static final LockSettings SETTINGS =
      new LockSettings(
          LockWorld.EXPIRY, 16, 16, 2 * Simulation.SECOND, 50 * Simulation.MILLI, 0.05);

  private static final int USERS = 4;
  private static final long TURN_WITHIN = 16 * Simulation.SECOND;
  private static final long LOOK = 100 * Simulation.MILLI;

  private final Tally tally;
  private Ledger ledger;
  private final Map<ActorNode, LockUser.Shop> shops = new LinkedHashMap<>();
  private final List<LockUser> users = new ArrayList<>();
  private ActorCluster world;

  /** For one run. */
  public LockRig(Tally tally) {
    this.tally = tally;
  }

  /** Runs the actors of locks as they are. */
  public static Run.Report run(long seed) {
    return run(seed, LockRig::new);
  }

  /** The same on another rig; a planted bug shows as a {@link RuntimeException}. */
  public static Run.Report run(long seed, Function<Tally, LockRig> rig) {
    return ActorRun.of(seed, rig, LockRig::requireTurns);
  }

  @Override
  public void begins(ActorCluster cluster) {
    world = cluster;
    for (int i = 1; i <= USERS; i++) {
      LockUser user = new LockUser(this, "u" + i);
      users.add(user);
      user.start();
    }
  }

  /** The table of one replica. */
  protected StateMachine table() {
    return new LockTable(LockLimits.STANDARD);
  }

  @Override
  public Map<String, StateMachine> machines() {
    return Map.of(LockTable.NAME, new WatchedTable(table(), ledger()));
  }

  @Override
  public void serves(ActorNode node, ActorSystem<Void> system, ActorRef<Gateway.Command> gateway) {
    ActorRef<LockClock.Command> clock =
        system.systemActorOf(
            LockClock.create(
                new LockClock.Setup(
                    node.id(), ActorCluster.GROUP, gateway, LockWorld.EXPIRY, node.clock()::nanos)),
            "lock-clock",
            Props.empty());
    Locks.Setup setup =
        new Locks.Setup(
            ActorCluster.GROUP, gateway, Optional.of(clock), SETTINGS, node.clock()::nanos);
    ActorRef<Locks.Command> locks =
        system.systemActorOf(Locks.create(setup), "locks", Props.empty());
    shops.put(node, new LockUser.Shop(node, node.life(), locks));
  }

  /** Where locks can be had now, as it seems: somebody who was removed never serves again. */
  List<LockUser.Shop> shops() {
    return shops.values().stream()
        .filter(shop -> shop.process().isAlive())
        .filter(shop -> shop.node().acceptor().flatMap(Acceptor::leader).isPresent())
        .toList();
  }

  ActorCluster world() {
    return world;
  }

  /** Made when it is first wanted, since it looks at this rig. */
  Ledger ledger() {
    if (ledger == null) {
      ledger = new Ledger(this);
    }
    return ledger;
  }

  @Override
  public Simulation simulation() {
    return world.simulation();
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public void expired(LockName lock, long token) {
    for (LockUser user : users) {
      require(!user.believes(lock, token), "%s expired while %s believes to hold it", lock, user);
    }
  }

  /** That user has just been told that it holds that lock. */
  void held(LockUser one, LockName lock) {
    for (LockUser user : users) {
      require(
          user == one || !user.believes(lock),
          "%s and %s both believe to hold %s",
          user,
          one,
          lock);
    }
  }

  void require(boolean rule, String sentence, Object... words) {
    world.look(() -> world.invariants().require(rule, sentence, words));
  }

  /** After the last fault each user has its turn. */
  private void requireTurns(ActorCluster cluster) {
    Simulation simulation = cluster.simulation();
    long peace = simulation.now();
    while (users.stream().anyMatch(user -> user.lastTurn() < peace)
        && simulation.now() < peace + TURN_WITHIN) {
      simulation.run(simulation.now() + LOOK);
    }
    for (LockUser user : users) {
      if (user.lastTurn() < peace) {
        throw new Invariants.Broken(
            "%s had its last turn at %d ms, though no fault struck after %d ms: %s"
                .formatted(
                    user,
                    user.lastTurn() / Simulation.MILLI,
                    peace / Simulation.MILLI,
                    ledger().standing()));
      }
    }
  }
}
