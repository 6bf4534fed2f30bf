package conclave.node.process;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.balance.LoadView;
import conclave.cluster.table.ClusterTable;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockTable;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.node.formation.Membership;
import conclave.node.lineage.Lineage;
import conclave.node.member.table.MemberTable;
import conclave.node.services.EventLog;
import conclave.node.services.Gate;
import conclave.node.services.Groups;
import conclave.node.services.NodeActors;
import conclave.protocol.ActiveProtocol;
import conclave.raft.RaftEvent;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Pace;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.ReplicaSettings;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.journal.JournalPort;
import conclave.replica.keys.KeySettings;
import conclave.replica.peers.ArteryPeers;
import conclave.replica.peers.Bulk;
import conclave.replica.peers.LocalActors;
import conclave.replica.supervision.Backoff;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.ring.PlacementTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of this node and the way to them: nothing until the cluster is formed, then a replica
 * and a gateway for each group. Thread-safe.
 */
final class NodeServices {

  private static final Logger LOG = LoggerFactory.getLogger("conclave.node");

  /** The group of what the cluster knows of itself, and of locks and elections. */
  static final String CONTROL = Groups.CONTROL;

  /** The group that holds the maps. */
  static final String MAPS = Groups.MAPS;

  /** Every group of this node. */
  static final List<String> GROUPS = Groups.ALL;

  /** A little less than the end of a node has for it ({@link Ending}). */
  private static final Duration HAND_OVER = Duration.ofSeconds(4);

  /**
   * What a process gives.
   *
   * @param loads every member: how busy it is, and whether it is there
   * @param nanoClock monotonic, in nanoseconds
   * @param random two processes must not draw alike
   * @param protocol the version in use
   * @param events hears what happens in a group, from any thread
   * @param reluctant whether another node should lead a group, from any thread
   * @param forgets whether no log is kept on disk
   * @param fatal hears why the process must stop
   */
  record Setup(
      ActorSystem<?> system,
      NodeId self,
      JournalPort journal,
      AddressBook addresses,
      LoadView loads,
      LongSupplier nanoClock,
      SplittableRandom random,
      ActiveProtocol protocol,
      BiConsumer<String, RaftEvent> events,
      Predicate<String> reluctant,
      boolean forgets,
      Consumer<String> fatal) {}

  private final Setup setup;
  private final LocalActors local;
  private final Map<String, ActorRef<Object>> gates;
  private final NodeActors actors;
  private volatile Waiting waiting = new Waiting(false, "it has just started");
  private volatile Membership membership;
  private volatile ActorRef<ReplicaSupervisor.Command> supervisor;

  NodeServices(Setup setup) {
    this.setup = setup;
    this.local = new LocalActors(setup.system());
    this.gates = GROUPS.stream().collect(Collectors.toMap(Function.identity(), this::gate));
    this.actors =
        NodeActors.start(
            setup.system(),
            new NodeActors.Setup(
                setup.self(),
                CONTROL,
                gateway(CONTROL),
                gateway(MAPS),
                this::members,
                setup.loads(),
                setup.addresses()::find,
                setup.nanoClock(),
                setup.random().split()));
  }

  private ActorRef<Object> gate(String group) {
    Gate.Setup given = new Gate.Setup(group, () -> Optional.ofNullable(supervisor), this::waitsFor);
    return setup
        .system()
        .systemActorOf(Gate.create(given), "conclave-gate-" + group, Props.empty());
  }

  /** What applications in this process are given. */
  NodeActors actors() {
    return actors;
  }

  /** The way to a group; whatever is asked is rejected while there is no cluster. */
  ActorRef<Gateway.Command> gateway(String group) {
    return gates.get(group).narrow();
  }

  /** The way to each group. */
  Map<String, ActorRef<Gateway.Command>> gateways() {
    return GROUPS.stream().collect(Collectors.toMap(Function.identity(), this::gateway));
  }

  /** Gives away what this node leads, as far as there is somebody to take it. */
  CompletionStage<Done> handOver() {
    ActorRef<ReplicaSupervisor.Command> known = supervisor;
    if (known == null) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    ReplicaSupervisor.HandedOver nothing = new ReplicaSupervisor.HandedOver(Map.of(), Map.of());
    Question<ReplicaSupervisor.HandedOver> question =
        new Question<>(
            ReplicaSupervisor.HandedOver.class,
            0,
            HAND_OVER.plusMillis(200),
            nothing,
            why -> nothing,
            replyTo -> known.tell(new ReplicaSupervisor.HandOver(HAND_OVER, replyTo)));
    return Errands.get(setup.system()).ask(question).thenApply(answer -> Done.getInstance());
  }

  /**
   * What it waits for.
   *
   * @param lost whether for a cluster that has lost its majority
   */
  private record Waiting(boolean lost, String sentence) {}

  /** What the node waits for before it serves anybody; empty once it is in a cluster. */
  Optional<String> waitsFor() {
    return membership != null
        ? Optional.empty()
        : Optional.of("this node is in no cluster yet: " + waiting.sentence());
  }

  /** That it waits for a cluster that has lost its majority, as a sentence. */
  Optional<String> waitsInVain() {
    Waiting now = waiting;
    return membership == null && now.lost() ? Optional.of(now.sentence()) : Optional.empty();
  }

  /** This node. */
  NodeId self() {
    return setup.self();
  }

  /** The cluster's members; empty before there is a cluster. */
  Optional<Membership> membership() {
    return Optional.ofNullable(membership);
  }

  /** Who is in the cluster; nobody before there is one. */
  List<NodeId> members() {
    Membership known = membership;
    return known == null ? List.of() : known.members().stream().map(Membership.Member::id).toList();
  }

  void waiting(boolean lost, String sentence) {
    waiting = new Waiting(lost, sentence);
  }

  /** To this node's replica of that group; lost where there is none. */
  void tellReplica(String group, Object message) {
    local.replica(group, message);
  }

  /** The cluster is formed: the replicas may vote and acknowledge. Said once in a process. */
  synchronized void formed(Membership formed) {
    if (membership != null) {
      return;
    }
    LOG.info("In cluster {} with {}", formed.clusterId(), names(formed));
    setup.system().systemActorOf(Bulk.create(), Bulk.NAME, Props.empty());
    supervisor =
        setup
            .system()
            .systemActorOf(
                ReplicaSupervisor.create(supervised(formed)),
                ReplicaSupervisor.NAME,
                Props.empty());
    membership = formed;
    gates.values().forEach(gate -> gate.tell(Gate.Opened.INSTANCE));
  }

  /** The cluster has other members, or the same elsewhere. */
  synchronized void renewed(Membership now) {
    if (!names(now).equals(names(membership))) {
      LOG.info("The members are {} now", names(now));
    }
    membership = now;
  }

  private static String names(Membership formed) {
    return String.join(", ", formed.members().stream().map(m -> m.id().name()).toList());
  }

  private ReplicaSupervisor.Setup supervised(Membership formed) {
    var config = setup.system().settings().config();
    ReplicaSettings settings = ReplicaSettings.create(config);
    Ports ports =
        new Ports(
            setup.self(),
            setup.nanoClock(),
            setup.random().split(),
            new ArteryPeers(
                setup.system(), setup.self(), setup.addresses()::find, setup.protocol()),
            new EventLog().andThen(setup.events()),
            Pace.of(settings.snapshotBytesPerSecond()),
            settings.snapshotAfterTime(),
            setup.reluctant(),
            settings.checkInterval());
    List<GroupSpec> groups =
        GROUPS.stream()
            .map(
                name ->
                    new GroupSpec(
                        name,
                        formed.initialFor(setup.self()),
                        settings.raft(),
                        () -> machines(name, formed.clusterId())))
            .toList();
    return new ReplicaSupervisor.Setup(
        ports,
        setup.journal(),
        groups,
        GatewaySettings.create(config),
        KeySettings.create(config).retention(),
        new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5)),
        setup.fatal());
  }

  /**
   * In their initial state. Where no log outlives the nodes, a cluster that was made of another has
   * nothing of its state, and its counters begin beyond all that one may have given (law L10).
   */
  private Machines machines(String group, String cluster) {
    Machines machines = machines(group);
    if (setup.forgets()) {
      machines.beginAfter(Lineage.of(cluster).recoveries());
    }
    return machines;
  }

  private static Machines machines(String group) {
    return new Machines(
        SessionLimits.STANDARD,
        group.equals(CONTROL)
            ? Map.of(
                LockTable.NAME,
                new LockTable(LockLimits.STANDARD),
                PlacementTable.NAME,
                new PlacementTable(),
                ClusterTable.NAME,
                new ClusterTable(),
                MemberTable.NAME,
                new MemberTable())
            : Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)));
  }
}
