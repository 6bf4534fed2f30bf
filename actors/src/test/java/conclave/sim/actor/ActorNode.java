package conclave.sim.actor;

import akka.actor.typed.ActorRef;
import conclave.journal.JournalException;
import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.replica.gateway.Gateway;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import conclave.sim.world.DurableTruth;
import conclave.sim.world.Node;
import conclave.sim.world.SimClock;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One node: a disk that outlives its processes, a clock that drifts, a process of real actors that
 * may be dead.
 */
public final class ActorNode implements Node, Parcel.Receiver {

  private static final SimDisk.Survival[] SURVIVALS = SimDisk.Survival.values();
  private static final Map<SimDisk.Aftermath, Fault> FAULTS =
      Map.of(
          SimDisk.Aftermath.LOST, Fault.LOST_WRITE,
          SimDisk.Aftermath.TORN, Fault.TORN_WRITE,
          SimDisk.Aftermath.REORDERED, Fault.REORDERED_WRITE);

  private static final Map<SimDisk.Op, Fault> FAILURES =
      Map.of(
          SimDisk.Op.READ, Fault.READ_FAILS,
          SimDisk.Op.WRITE, Fault.WRITE_FAILS,
          SimDisk.Op.SYNC, Fault.FSYNC_FAILS);

  private final ActorCluster world;
  private final RandomGenerator random;
  private final SimClock clock;
  private NodeId id;
  private SimDisk disk;
  private DurableTruth truth = new DurableTruth();
  private Life life;
  private boolean running;
  private boolean holdsDisk;
  private NodeProcess process;

  ActorNode(ActorCluster world, NodeId id) {
    this.world = world;
    this.id = id;
    this.random = world.simulation().stream();
    this.disk = new SimDisk(id.name());
    this.clock = new SimClock(world.simulation(), random);
    this.life = Life.process(clock::pausedUntil);
    world.tally().struck(Fault.CLOCK_DRIFT);
  }

  @Override
  public ActorCluster world() {
    return world;
  }

  @Override
  public NodeId id() {
    return id;
  }

  @Override
  public SimDisk disk() {
    return disk;
  }

  @Override
  public boolean running() {
    return running;
  }

  /** Of the present process, or of the last one. */
  public Life life() {
    return life;
  }

  RandomGenerator random() {
    return random;
  }

  public SimClock clock() {
    return clock;
  }

  /** What this node was told about its cluster; nothing, if it was not among its founders. */
  Configuration formed() {
    return world.formed().isVoter(id) ? world.formed() : Configuration.EMPTY;
  }

  NodeProcess process() {
    return process;
  }

  /** An actor that is none, of its present process. */
  public <T> ActorRef<T> listener(Consumer<T> heard) {
    return process.listener(heard);
  }

  /** The number of the present life of its replica. */
  public long incarnation() {
    return process.incarnation();
  }

  /** To the gateway of its present process, if it has one. */
  public void ask(Gateway.Command request) {
    process.gateway().ifPresent(gateway -> gateway.tell(request));
  }

  /** Does it after so much of the world's time, unless the process is over by then. */
  public void later(long nanos, Runnable action) {
    world.simulation().after(nanos, life, action);
  }

  @Override
  public void start() {
    life = Life.process(clock::pausedUntil);
    holdsDisk = true;
    io(
        () -> {
          try {
            DiskPort port = DiskPort.open(this);
            disk.failNothing();
            running = true;
            process = new NodeProcess(this, port);
            process.start();
          } catch (JournalException.NoRoom e) {
            startLater(100 * Simulation.MILLI);
          } catch (JournalException.Broken | UncheckedIOException e) {
            diskFailed(e);
          }
        });
  }

  private void startLater(long nanos) {
    Runnable again =
        () -> {
          if (!running) {
            start();
          }
        };
    world.simulation().after(nanos, Life.WORLD, again);
  }

  /** Runs work on the disk; the process may die in the middle of it. */
  void io(Runnable work) {
    try {
      work.run();
    } catch (CrashPoint e) {
      died();
      return;
    }
    if (disk.died()) { // and somebody took that for a failure
      died();
    }
  }

  private void died() {
    world.tally().struck(Fault.CRASH_IN_IO);
    crash();
  }

  @Override
  public void crash() {
    life.end();
    running = false;
    if (holdsDisk) {
      holdsDisk = false;
      for (SimDisk.Aftermath what :
          disk.crash(SURVIVALS[random.nextInt(SURVIVALS.length)], random)) {
        world.tally().struck(FAULTS.get(what));
      }
    }
  }

  /** The journal is broken: the process ends for good, if its actors have it end. */
  void diskFailed(RuntimeException cause) {
    if (!(cause.getCause() instanceof SimDisk.Failed failed)) {
      throw cause;
    }
    world.tally().struck(FAILURES.get(failed.op()));
    if (!running) {
      ends();
    }
  }

  /** The process ends, and whoever looks after it starts another one later. */
  void ends() {
    crash();
    startLater(random.nextLong(Simulation.SECOND));
  }

  @Override
  public void pause(long nanos) {
    long left = clock.pausedUntil() - world.simulation().now();
    clock.pause(Math.max(left, nanos));
  }

  @Override
  public boolean jump(long nanos) {
    return clock.jump(nanos);
  }

  @Override
  public void wipe(boolean keepsName) {
    crash();
    disk = new SimDisk(id.name());
    truth = new DurableTruth();
    if (!keepsName) {
      id = new NodeId(id.name(), id.incarnation() + 1000);
    }
  }

  @Override
  public void arrived(Parcel parcel) {
    if (running) {
      process.arrived(parcel);
    }
  }

  /** After each event of this node. */
  void check() {
    acceptor().ifPresent(this::check);
    if (running) {
      process.checkMachines();
    }
  }

  private void check(Acceptor acceptor) {
    world.invariants().check(this, acceptor);
    if (acceptor.role() == Acceptor.Role.LEADER && !clock.isPaused()) {
      world.invariants().checkLeader(this, acceptor, clock.calmSince());
    }
  }

  @Override
  public boolean killReplica() {
    return process.killReplica();
  }

  @Override
  public boolean killProposer() {
    return process.stopChildren("election-", "replication-");
  }

  @Override
  public boolean killApplier() {
    return process.stopChildren("applier-");
  }

  @Override
  public boolean killTransfers() {
    return process.stopChildren("catchup-");
  }

  @Override
  public boolean killGateway() {
    return process.killGateway();
  }

  @Override
  public boolean killJournalWriter() {
    return process.killJournalWriter();
  }

  @Override
  public boolean handOver(Optional<String> to) {
    return process.handOver(to);
  }

  @Override
  public boolean changeMembers(Change change) {
    return process.changeMembers(change);
  }

  @Override
  public void flood(byte[] command, int copies) {
    if (running) {
      process.flood(command, copies);
    }
  }

  @Override
  public Optional<Acceptor> acceptor() {
    return running ? process.acceptor() : Optional.empty();
  }

  @Override
  public DurableTruth truth() {
    return truth;
  }

  @Override
  public long termBefore(long index) {
    return process.termAt(index - 1);
  }

  @Override
  public String toString() {
    return acceptor()
        .map(
            acceptor ->
                "%s %s of term %d%s, commit %d, last %s, leader %s"
                    .formatted(
                        id,
                        acceptor.role(),
                        acceptor.term(),
                        acceptor.suspect() ? ", suspect" : "",
                        acceptor.commit(),
                        acceptor.last(),
                        acceptor.leader()))
        .orElse(id + (running ? " is opening" : " is down"));
  }
}
