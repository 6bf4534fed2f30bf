package conclave.sim.actor;

import conclave.journal.JournalException;
import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import conclave.sim.world.DurableTruth;
import conclave.sim.world.Node;
import java.util.Map;
import java.util.Optional;
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

  private final ActorCluster world;
  private final RandomGenerator random;
  private final double rate;
  private final long skewNanos;
  private NodeId id;
  private SimDisk disk;
  private DurableTruth truth = new DurableTruth();
  private Life life = Life.process(this::pausedUntil);
  private boolean running;
  private long pausedUntil;
  private NodeProcess process;

  ActorNode(ActorCluster world, NodeId id) {
    this.world = world;
    this.id = id;
    this.random = world.simulation().stream();
    this.disk = new SimDisk(id.name());
    this.rate = 0.97 + random.nextDouble() * 0.06;
    this.skewNanos = random.nextLong(Simulation.SECOND * 1000);
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
  Life life() {
    return life;
  }

  RandomGenerator random() {
    return random;
  }

  long clock() {
    return skewNanos + (long) (world.simulation().now() * rate);
  }

  long inWorldTime(long delayNanos) {
    return (long) (delayNanos / rate) + 1;
  }

  long pausedUntil() {
    return pausedUntil;
  }

  /** What this node was told about its cluster; nothing, if it was not among its founders. */
  Configuration formed() {
    return world.formed().isVoter(id) ? world.formed() : Configuration.EMPTY;
  }

  NodeProcess process() {
    return process;
  }

  @Override
  public void start() {
    life = Life.process(this::pausedUntil);
    io(
        () -> {
          try {
            DiskPort port = DiskPort.open(this);
            running = true;
            process = new NodeProcess(this, port);
            process.start();
          } catch (JournalException.NoRoom e) {
            startLater(100 * Simulation.MILLI);
          }
        });
  }

  private void startLater(long nanos) {
    world
        .simulation()
        .after(
            nanos,
            Life.WORLD,
            () -> {
              if (!running) {
                start();
              }
            });
  }

  /** Runs work on the disk; the process may die in the middle of it. */
  void io(Runnable work) {
    try {
      work.run();
    } catch (CrashPoint e) {
      died();
      return;
    }
    if (disk.died()) {
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
    if (running) {
      running = false;
      for (SimDisk.Aftermath what :
          disk.crash(SURVIVALS[random.nextInt(SURVIVALS.length)], random)) {
        world.tally().struck(FAULTS.get(what));
      }
    }
  }

  /** The journal is broken: the process ends for good, and somebody starts another one. */
  void failed() {
    crash();
    startLater(random.nextLong(Simulation.SECOND));
  }

  @Override
  public void pause(long nanos) {
    pausedUntil = Math.max(pausedUntil, world.simulation().now() + nanos);
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
    acceptor().ifPresent(acceptor -> world.invariants().check(this, acceptor));
    if (running) {
      process.checkMachines();
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
