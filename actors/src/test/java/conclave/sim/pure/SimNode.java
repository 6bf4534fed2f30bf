package conclave.sim.pure;

import conclave.journal.JournalException;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.LogSpace;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import conclave.sim.world.DurableTruth;
import conclave.sim.world.Invariants;
import conclave.sim.world.Node;
import conclave.sim.world.SimClock;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One node: a disk that outlives its processes, a clock that drifts, a process that may die. */
public final class SimNode implements Node {

  private static final SimDisk.Survival[] SURVIVALS = SimDisk.Survival.values();

  private final SimCluster world;
  private NodeId id;
  private final RandomGenerator random;
  private SimDisk disk;
  private DurableTruth truth = new DurableTruth();
  private final SimClock clock;
  private Life life;
  private boolean running;

  /** Until then no successor hears of it: a leader that is to be removed has to do that itself. */
  private long notHeardUntil;

  private long incarnation;
  private SimJournal journal;
  private SimReplica replica;
  private boolean holdsDisk;
  private LogSpace space = LogSpace.UNLIMITED;
  private List<SimCluster.Follower> followers = List.of();

  public SimNode(SimCluster world, NodeId id) {
    this.world = world;
    this.id = id;
    this.random = world.simulation().stream();
    this.disk = new SimDisk(id.name());
    this.clock = world.host().clock(id, world.simulation(), random);
    this.life = Life.process(clock::pausedUntil);
    world.tally().struck(Fault.CLOCK_DRIFT);
  }

  @Override
  public SimCluster world() {
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

  public Life life() {
    return life;
  }

  public Invariants invariants() {
    return world.invariants();
  }

  public SimJournal journal() {
    return journal;
  }

  public SimReplica replica() {
    return replica;
  }

  @Override
  public boolean running() {
    return running;
  }

  @Override
  public boolean leads() {
    return running && replica.acceptor().role() == Acceptor.Role.LEADER;
  }

  @Override
  public Optional<Acceptor> acceptor() {
    return running ? Optional.of(replica.acceptor()) : Optional.empty();
  }

  @Override
  public DurableTruth truth() {
    return truth;
  }

  public long clock() {
    return clock.nanos();
  }

  @Override
  public boolean jump(long nanos) {
    return clock.jump(nanos);
  }

  /** In the world's time, how long until this node's clock shows that. */
  public long delayUntil(long deadlineNanos) {
    return clock.delayUntil(deadlineNanos);
  }

  public Mailbox mailbox(Life owner) {
    return new Mailbox(world.simulation(), random, owner);
  }

  public Acceptor.Setup setup() {
    LogSpace reserved = world.host().space(entries -> space.reserve(entries));
    return new Acceptor.Setup(
        id,
        world.host().settings(world.settings()),
        random,
        reserved,
        world.host().ripeness(),
        () -> world.host().reluctant(this));
  }

  @Override
  public void start() {
    life = Life.process(clock::pausedUntil);
    holdsDisk = true;
    io(
        () -> {
          try {
            journal = new SimJournal(this, truth, random);
          } catch (JournalException.NoRoom e) {
            world.simulation().after(100 * Simulation.MILLI, Life.WORLD, this::startAgain);
            return;
          }
          disk.failNothing();
          running = true;
          followers = world.host().followers(this);
          openReplica();
        });
  }

  private void startAgain() {
    if (!running) {
      start();
    }
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

  /** What this node was told about its cluster; nothing, if it was not among its founders. */
  Configuration formed() {
    return world.formed().isVoter(id) ? world.formed() : Configuration.EMPTY;
  }

  private void openReplica() {
    SimJournal.Opened opened = journal.open(++incarnation);
    invariants().recovered(this, opened.recovered());
    truth.restart(opened.recovered());
    space = opened.space();
    replica = world.host().replica(this, incarnation, opened.recovered());
    replica.start();
  }

  /** Runs work on the disk; the process may die in the middle of it. */
  public void io(Runnable work) {
    try {
      work.run();
    } catch (CrashPoint e) {
      world.tally().struck(Fault.CRASH_IN_IO);
      crash();
    } catch (JournalException.Broken | UncheckedIOException e) {
      if (!(e.getCause() instanceof SimDisk.Failed failed)) {
        throw e;
      }
      world.tally().struck(DiskTally.fault(failed.op()));
      endForGood();
    }
  }

  /** The disk failed: the process ends, and whoever looks after it starts another one later. */
  private void endForGood() {
    crash();
    world.simulation().after(random.nextLong(2 * Simulation.SECOND), Life.WORLD, this::startAgain);
  }

  @Override
  public void crash() {
    life.end();
    running = false;
    if (holdsDisk) {
      holdsDisk = false;
      for (SimDisk.Aftermath what :
          disk.crash(SURVIVALS[random.nextInt(SURVIVALS.length)], random)) {
        world.tally().struck(DiskTally.fault(what));
      }
    }
  }

  @Override
  public void pause(long nanos) {
    clock.pause(nanos);
  }

  /** What it takes for time, and when that stood still or jumped. */
  public SimClock watch() {
    return clock;
  }

  boolean isAwake() {
    return replica.isAlive() && !clock.isPaused();
  }

  @Override
  public boolean killReplica() {
    if (!replica.isAlive()) {
      return false;
    }
    replica.stop();
    long delay = random.nextBoolean() ? 0 : random.nextLong(50 * Simulation.MILLI);
    world.simulation().after(delay, life, () -> io(this::openReplica));
    return true;
  }

  @Override
  public boolean killProposer() {
    return replica.killProposer();
  }

  @Override
  public boolean killApplier() {
    if (replica.isAlive()) {
      replica.killApplier();
    }
    return replica.isAlive();
  }

  @Override
  public List<NodeId> receivers() {
    return replica.proposer().map(SimProposer::receivers).orElse(List.of());
  }

  @Override
  public boolean killTransfers() {
    return replica.isAlive() && replica.killTransfers();
  }

  @Override
  public boolean handOver(Optional<String> to) {
    SimReplica leader = replica;
    if (leader.isAlive()) {
      leader.tell(a -> a.handover().ask(to).ifPresent(leader::handoverEnded));
    }
    return leader.isAlive();
  }

  @Override
  public boolean changeMembers(Change change) {
    SimReplica leader = replica;
    if (random.nextInt(3) == 0) {
      notHeardUntil = world.simulation().now() + Simulation.SECOND;
    }
    if (leader.isAlive()) {
      leader.tell(a -> a.membership().ask(change).ifPresent(leader::changeEnded));
    }
    return leader.isAlive();
  }

  @Override
  public void flood(byte[] command, int copies) {
    for (int i = 0; i < copies; i++) {
      submit(command, SimReplica.Caller.NOBODY);
    }
  }

  /** How long an actor that was told to stop goes on. */
  public long stopDelay() {
    return random.nextInt(4) > 0
        ? random.nextLong(200 * Simulation.MICRO)
        : random.nextLong(700 * Simulation.MILLI);
  }

  public void send(NodeId to, Message message) {
    boolean lost =
        message instanceof Message.TimeoutNow && world.simulation().now() < notHeardUntil;
    if (!lost) {
      world.send(id, to, message);
    }
  }

  /** Its replica is about to look at that message. */
  void hears(NodeId from, Message message) {
    world.trace(message, from, id);
    invariants().heard(this, from, message, clock());
  }

  public void receive(NodeId from, NodeId to, Message message) {
    if (running && to.equals(id)) {
      replica.receive(from, message);
    }
  }

  List<SimCluster.Follower> followers() {
    return followers;
  }

  /** How long a follower seeks for somebody to follow. */
  long seekDelay() {
    return random.nextBoolean()
        ? random.nextLong(5 * Simulation.MILLI)
        : random.nextLong(Simulation.SECOND);
  }

  /** A client's request arrived; what is read is read from the map. */
  public void serve(byte[] request, boolean isRead, SimReplica.Caller caller) {
    if (isRead) {
      ask(MapTable.NAME, request, caller);
    } else {
      submit(request, caller);
    }
  }

  /** A client's command arrived. */
  public void submit(byte[] command, SimReplica.Caller caller) {
    if (running) {
      replica.submit(command, caller);
    }
  }

  /** A client's question to a machine arrived. */
  public void ask(String machine, byte[] query, SimReplica.Caller caller) {
    if (running) {
      replica.query(machine, query, caller);
    }
  }

  public void persisted(long writtenBy, long ticket) {
    replica.persisted(writtenBy, ticket);
  }

  public void chunkStored(long writtenBy, Consumer<Acceptor> message) {
    if (replica.isMine(writtenBy)) {
      replica.tell(message);
    }
  }

  @Override
  public long termBefore(long index) {
    return replica.acceptor().termAt(index - 1);
  }

  @Override
  public String toString() {
    if (!running) {
      return id + " is down";
    }
    Acceptor acceptor = replica.acceptor();
    return "%s %s of term %d%s, commit %d, last %s, leader %s"
        .formatted(
            id,
            acceptor.role(),
            acceptor.term(),
            acceptor.suspect() ? ", suspect" : "",
            acceptor.commit(),
            acceptor.last(),
            acceptor.leader());
  }
}
