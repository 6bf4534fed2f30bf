package conclave.sim.actor;

import akka.actor.ExtendedActorSystem;
import akka.actor.FunctionRef;
import akka.actor.PoisonPill;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import conclave.journal.Journal;
import conclave.machine.Machines;
import conclave.machine.keys.KeyRetention;
import conclave.map.table.MapTable;
import conclave.raft.Acceptor;
import conclave.raft.Handover;
import conclave.raft.RaftEvent;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.raft.proposer.Pace;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.Replica;
import conclave.replica.apply.News;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.journal.LogNotice;
import conclave.replica.peers.LocalActors;
import conclave.replica.supervision.Backoff;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.serialization.PeerAddress;
import conclave.serialization.Wire;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.actor.system.Host;
import conclave.sim.actor.system.VirtualProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import scala.runtime.BoxedUnit;

/** One process of a node: what a node is made of, as it is, on simulated ports. */
final class NodeProcess implements Host {

  /** Small bounds, and retries that a few seconds see. */
  static final GatewaySettings GATEWAYS =
      new GatewaySettings(
          100,
          64 << 10,
          16,
          4 << 10,
          2,
          300 * Simulation.MILLI,
          20 * Simulation.MILLI,
          5 * Simulation.SECOND);

  private static final KeyRetention.Settings KEYS =
      new KeyRetention.Settings(600 * Simulation.SECOND, 10 * Simulation.SECOND);

  private static final Wire.Sender NOBODY = Wire.Sender.member(new NodeId("nobody", 1));

  private final ActorCluster world;
  private final ActorNode node;
  private final DiskPort port;
  private final VirtualProcess process;
  private final Links links;
  private final LocalActors local;
  private Optional<Inside> replica = Optional.empty();
  private Optional<ActorRef<Gateway.Command>> gateway = Optional.empty();
  private Machines machines;
  private long machinesAt;
  private long listeners;

  NodeProcess(ActorNode node, DiskPort port) {
    this.world = node.world();
    this.node = node;
    this.port = port;
    this.process = VirtualProcess.start(node.id().name(), this, node.life());
    this.local = new LocalActors(process.system());
    this.links =
        new Links(
            world, node.id(), process, (to, message) -> world.invariants().sent(node, to, message));
  }

  void start() {
    Ports ports =
        new Ports(
            node.id(),
            node.clock()::nanos,
            world.rig().random(node, new SplittableRandom(node.random().nextLong())),
            links,
            (group, event) -> world.look(() -> observed(event)),
            Pace.unlimited(),
            Duration.ofHours(1),
            group -> false,
            Duration.ofMillis(500));
    ReplicaSupervisor.Setup setup =
        new ReplicaSupervisor.Setup(
            ports,
            port,
            List.of(
                new GroupSpec(
                    ActorCluster.GROUP, node.formed(), world.settings(), this::newMachines)),
            GATEWAYS,
            KEYS,
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2)),
            reason -> node.ends());
    process
        .system()
        .systemActorOf(ReplicaSupervisor.create(setup), ReplicaSupervisor.NAME, Props.empty())
        .tell(new ReplicaSupervisor.FindGateway(ActorCluster.GROUP, listener(this::serves)));
  }

  private void serves(Optional<ActorRef<Gateway.Command>> found) {
    gateway = found;
    found.ifPresent(one -> world.rig().serves(node, process.system(), one));
  }

  private void observed(RaftEvent event) {
    world.invariants().observed(node, event);
  }

  private Machines newMachines() {
    if (port.examines()) {
      return world.newMachines();
    }
    machines = world.newMachines();
    machinesAt = 0;
    return machines;
  }

  void arrived(Parcel parcel) {
    links.arrived(parcel);
  }

  /** Empty until this process has one. */
  Optional<ActorRef<Gateway.Command>> gateway() {
    return gateway;
  }

  long incarnation() {
    return port.incarnation();
  }

  long termAt(long index) {
    return port.termAt(index);
  }

  Optional<Acceptor> acceptor() {
    return replica.flatMap(Inside::acceptor);
  }

  /** Whatever the machines have applied since is compared with what others have. */
  void checkMachines() {
    if (machines == null || machines.lastApplied() == machinesAt || acceptor().isEmpty()) {
      return;
    }
    Acceptor acceptor = acceptor().get();
    for (long index = machinesAt + 1; index <= machines.lastApplied(); index++) {
      long term = acceptor.termAt(index);
      if (term > 0) {
        world.invariants().applied(node, new EntryId(term, index));
      }
    }
    machinesAt = machines.lastApplied();
    world.invariants().restored(node, machines.lastAppliedId(), machines.historyHash());
  }

  /** An actor that is none, of this process. */
  @SuppressWarnings("unchecked") // whoever is given the reference tells nothing else
  <T> ActorRef<T> listener(Consumer<T> heard) {
    ExtendedActorSystem system = (ExtendedActorSystem) Adapter.<Void>toClassic(process.system());
    return Adapter.toTyped(
        new FunctionRef(
            system.provider().rootPath().child("outside").child("ear-" + ++listeners),
            system.provider(),
            system,
            (sender, message) -> {
              heard.accept((T) message);
              return BoxedUnit.UNIT;
            }));
  }

  // Faults.

  boolean killReplica() {
    LogNotice refused =
        new LogNotice.NotWritten(port.incarnation(), Killed.TICKET, Journal.Outcome.NO_SPACE);
    local.replica(ActorCluster.GROUP, refused);
    return acceptor().isPresent();
  }

  boolean stopChildren(String... names) {
    return replica.filter(parent -> parent.stopChildren(names)).isPresent();
  }

  boolean killGateway() {
    gateway.ifPresent(
        ref ->
            ref.tell(
                new Gateway.Execute(
                    MapTable.NAME,
                    new byte[0],
                    Duration.ZERO,
                    Optional.empty(),
                    outcome -> {
                      throw new Killed();
                    })));
    return gateway.isPresent();
  }

  boolean killJournalWriter() {
    Adapter.toClassic(process.system())
        .actorSelection(PeerAddress.ROOT + "/journal-writer")
        .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());
    return true;
  }

  boolean handOver(Optional<String> to) {
    ActorRef<Handover.Outcome> ear = listener(outcome -> world.invariants().handoverEnded(outcome));
    local.replica(ActorCluster.GROUP, new Replica.HandOver(to, ear));
    return true;
  }

  boolean changeMembers(Change change) {
    ActorRef<Change.Outcome> ear = listener(outcome -> world.invariants().changeEnded(outcome));
    local.replica(ActorCluster.GROUP, new Replica.ChangeMembers(change, ear));
    return true;
  }

  /** Through its gateway, and to its replica from nobody. */
  void flood(byte[] command, int copies) {
    for (int i = 0; i < copies; i++) {
      local.replica(
          ActorCluster.GROUP, new Wire.Submit(ActorCluster.GROUP, NOBODY, i, List.of(command)));
      gateway.ifPresent(ref -> ref.tell(idle(command)));
    }
  }

  private static Gateway.Command idle(byte[] command) {
    return new Gateway.Execute(
        "nobody", command, Duration.ofMillis(200), Optional.empty(), outcome -> {});
  }

  // What Akka wants of this process's host.

  @Override
  public Simulation simulation() {
    return world.simulation();
  }

  @Override
  public void requireOwnThread() {
    world.requireOwnThread();
  }

  @Override
  public long dispatchDelay() {
    int dice = node.random().nextInt(1000);
    if (dice < 900) {
      return node.random().nextLong(20 * Simulation.MICRO);
    }
    return dice < 997
        ? node.random().nextLong(300 * Simulation.MICRO)
        : node.random().nextLong(20 * Simulation.MILLI);
  }

  @Override
  public long inWorldTime(long delayNanos) {
    return node.clock().inWorldTime(delayNanos);
  }

  @Override
  public void made(akka.actor.ActorRef actor) {
    if (actor.path().toStringWithoutAddress().endsWith("/replicas/" + ActorCluster.GROUP)) {
      replica = Optional.of(new Inside(actor));
    }
  }

  @Override
  public Object taken(akka.actor.ActorRef actor, Object message) {
    world.took(actor, message);
    Object handled = world.rig().taken(node, actor.path(), message);
    if (handled instanceof News.SnapshotMade made && made.last().isPresent()) {
      world.tally().add(Tally.Count.SNAPSHOTS_TAKEN, 1);
    } else if (handled instanceof Wire.ToReplica raft && isHeard(actor, raft)) {
      long clock = node.clock().nanos();
      world.look(() -> world.invariants().heard(node, raft.from(), raft.message(), clock));
    }
    return handled;
  }

  private boolean isHeard(akka.actor.ActorRef actor, Wire.ToReplica message) {
    boolean atReplica = replica.filter(inside -> inside.is(actor)).isPresent();
    return atReplica && message.to().equals(node.id()) && acceptor().isPresent();
  }

  @Override
  public void ran() {
    world.acts(node);
  }

  @Override
  public void failed(Throwable cause) {
    world.fail(new IllegalStateException("nobody caught " + cause, cause));
  }
}
