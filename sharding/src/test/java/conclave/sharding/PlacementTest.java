package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Follow;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import conclave.ring.PartitionTable;
import conclave.ring.PlacementQuery;
import conclave.ring.PlacementTable;
import conclave.ring.Planner;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlacementTest {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final PlacementSettings SETTINGS =
      new PlacementSettings(64, Duration.ofSeconds(3), Duration.ofSeconds(2), LOOK);
  private static final NodeId SELF = new NodeId("n1", 101);

  private final Stage stage = new Stage();
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<Gateway.Command> gateway = stage.probe(Gateway.Command.class);
  private final TestProbe<Object> source = stage.probe(Object.class);
  private final TestProbe<Placement.Event> subscriber = stage.probe(Placement.Event.class);
  private final PublishedRing ring = new PublishedRing();
  private final PlacementTable machine = new PlacementTable();
  private final List<byte[]> events = new ArrayList<>();
  private volatile List<Members.Member> members = members(3);
  private ActorRef<Placement.Command> placement;

  /** Where the feed arrives; told directly, so that it keeps its place among questions. */
  private ActorRef<Feed> follower;

  private long index;

  private static List<Members.Member> members(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> new Members.Member(new NodeId("n" + i, 100 + i), 1, true))
        .toList();
  }

  @BeforeEach
  void start() {
    machine.announceTo(events::add);
    stage.local(replica.ref(), stage.probe(Object.class).ref());
    PlacementServices.Setup setup =
        new PlacementServices.Setup(
            SELF, Stage.GROUP, gateway.ref(), SETTINGS, () -> members, stage::nanos);
    placement =
        stage
            .kit()
            .spawn(
                Behaviors.supervise(Placement.create(setup, ring))
                    .onFailure(
                        SupervisorStrategy.restartWithBackoff(
                            Duration.ofMillis(50), Duration.ofSeconds(5), 0)));
    follower = placement.unsafeUpcast().narrow();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private void open() {
    Follow follow = replica.expectMessageClass(Follow.class);
    assertThat(follow.machine()).isEqualTo(PlacementTable.NAME);
    follower.tell(new Feed.Opened(source.ref(), index, machine.query(follow.query())));
    events.clear();
  }

  private void leads(int node) {
    follower.tell(new Feed.Leader(7, Optional.of(new NodeId("n" + node, 100 + node))));
    settle();
  }

  /** The table, once all that was told before has been handled. */
  private PartitionTable settle() {
    TestProbe<PartitionTable> reply = stage.probe(PartitionTable.class);
    placement.tell(new Placement.GetTable(reply.ref()));
    return reply.receiveMessage();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      stage.pass(LOOK);
      settle();
    }
  }

  private Gateway.Execute proposed() {
    return gateway.expectMessageClass(Gateway.Execute.class);
  }

  private static Rebalance decode(Gateway.Execute execute) {
    assertThat(execute.machine()).isEqualTo(PlacementTable.NAME);
    try {
      return Rebalance.decode(execute.command());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** The log takes it: the machine's answer goes back, its events to the follower. */
  private void commit(Gateway.Execute execute) {
    byte[] reply = machine.apply(++index, execute.command());
    if (!events.isEmpty()) {
      follower.tell(new Feed.Changed(index, List.copyOf(events)));
      events.clear();
    }
    execute.reply().tell(new Outcome.Done<>(reply));
    settle();
  }

  private void firstTable() {
    open();
    leads(1);
    look(1);
    commit(proposed());
    assertThat(ring.table().epoch()).isEqualTo(1);
  }

  private void away(int... nodes) {
    members =
        members(3).stream()
            .map(
                member ->
                    IntStream.of(nodes).anyMatch(i -> member.node().name().equals("n" + i))
                        ? new Members.Member(member.node(), 1, false)
                        : member)
            .toList();
  }

  @Test
  void whoLeadsProposesTheFirstTableAndItCountsOnceTheLogHasIt() {
    open();
    placement.tell(new Placement.Subscribe(subscriber.ref()));
    leads(1);
    look(1);
    Gateway.Execute execute = proposed();
    Rebalance first = decode(execute);
    assertThat(first.baseEpoch()).isZero();
    assertThat(first.partitions()).isEqualTo(64);
    assertThat(first.members()).hasSize(3);
    assertThat(ring.table()).isSameAs(PartitionTable.NONE);
    subscriber.expectNoMessage(Duration.ZERO);
    commit(execute);
    assertThat(ring.table()).isEqualTo(machine.table());
    assertThat(settle()).isEqualTo(machine.table());
    assertThat(subscriber.receiveMessage())
        .isEqualTo(new Placement.RingChanged(1, machine.table()));
    look(5);
    gateway.expectNoMessage(Duration.ZERO);
    TestProbe<Placement.Event> late = stage.probe(Placement.Event.class);
    placement.tell(new Placement.Subscribe(late.ref()));
    assertThat(late.expectMessageClass(Placement.RingChanged.class).epoch()).isEqualTo(1);
  }

  @Test
  void whoDoesNotLeadProposesNothing() {
    open();
    follower.tell(new Feed.Leader(7, Optional.of(new NodeId("n2", 102))));
    look(5);
    follower.tell(new Feed.Leader(8, Optional.empty()));
    look(5);
    gateway.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aNodeThatIsAwayForLongLosesItsPartitionsAndGetsAShareWhenItIsBackForLong() {
    firstTable();
    PartitionTable before = ring.table();
    away(2);
    look(3);
    gateway.expectNoMessage(Duration.ZERO);
    look(1);
    Gateway.Execute leave = proposed();
    assertThat(decode(leave).baseEpoch()).isEqualTo(1);
    assertThat(decode(leave).moves())
        .allMatch(move -> before.owner(move.partition()).name().equals("n2"))
        .hasSize(before.members().get(1).partitions());
    commit(leave);
    away();
    look(2);
    gateway.expectNoMessage(Duration.ZERO);
    look(1);
    Rebalance back = decode(proposed());
    assertThat(back.members()).hasSize(3);
    assertThat(back.moves()).hasSize(21).allMatch(move -> move.to() == 1);
  }

  @Test
  void oneProposalIsUnderWayAtATimeAndWhatBecomesOfItDecidesNothing() {
    firstTable();
    away(2);
    look(4);
    Gateway.Execute lost = proposed();
    look(3);
    gateway.expectNoMessage(Duration.ZERO);
    lost.reply().tell(new Outcome.Unknown<>("no answer in time", Optional.empty()));
    settle();
    look(1);
    Gateway.Execute again = proposed();
    assertThat(again.command()).isEqualTo(lost.command());
    look(3);
    gateway.expectNoMessage(Duration.ZERO);
    look(1);
    Gateway.Execute third = proposed();
    commit(third);
    assertThat(ring.table().epoch()).isEqualTo(2);
    commit(again);
    assertThat(ring.table()).isEqualTo(machine.table());
    assertThat(machine.table().epoch()).isEqualTo(2);
  }

  @Test
  void whoIsRefusedPlansFromTheTableThatWasThereFirst() {
    firstTable();
    away(2);
    look(4);
    Gateway.Execute late = proposed();
    List<Weighted> others =
        machine.table().members().stream()
            .map(member -> new Weighted(member.node(), member.node().equals(SELF) ? 5 : 1))
            .toList();
    Rebalance first = Planner.plan(machine.table(), others, 64).orElseThrow();
    machine.apply(++index, first.encode());
    commit(late);
    assertThat(ring.table().epoch()).isEqualTo(2);
    look(1);
    Gateway.Execute second = proposed();
    assertThat(decode(second).baseEpoch()).isEqualTo(2);
    commit(second);
    assertThat(ring.table().members()).extracting(m -> m.node().name()).containsExactly("n1", "n3");
  }

  @Test
  void whoSeesNobodyElseProposesNothing() {
    firstTable();
    away(2, 3);
    look(10);
    gateway.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aReplicaThatBeginsAnewBehindTakesNothingBack() {
    firstTable();
    placement.tell(new Placement.Subscribe(subscriber.ref()));
    subscriber.receiveMessage();
    PartitionTable known = ring.table();
    follower.tell(
        new Feed.Opened(
            source.ref(), 0, new PlacementTable().query(PlacementQuery.WHOLE.encode())));
    assertThat(settle()).isSameAs(known);
    Rebalance first =
        Planner.plan(
                PartitionTable.NONE,
                known.members().stream().map(m -> new Weighted(m.node(), 1)).toList(),
                64)
            .orElseThrow();
    follower.tell(new Feed.Changed(1, List.of(first.encode())));
    assertThat(settle()).isSameAs(known);
    List<Weighted> two = first.members().subList(0, 2);
    Rebalance second = Planner.plan(known, two, 64).orElseThrow();
    follower.tell(new Feed.Changed(2, List.of(second.encode())));
    assertThat(settle().epoch()).isEqualTo(2);
    assertThat(subscriber.expectMessageClass(Placement.RingChanged.class).epoch()).isEqualTo(2);
  }

  @Test
  void itsDeathTakesNeitherTheTableNorTheSubscribers() {
    firstTable();
    placement.tell(new Placement.Subscribe(subscriber.ref()));
    subscriber.receiveMessage();
    TestProbe<Placement.Event> gone = stage.probe(Placement.Event.class);
    placement.tell(new Placement.Subscribe(gone.ref()));
    gone.receiveMessage();
    follower.tell(new Feed.Changed(9, List.of(new byte[] {9})));
    gone.stop();
    byte[] ofTheFormerLife = Planner.plan(ring.table(), due(2), 64).orElseThrow().encode();
    follower.tell(new Feed.Changed(10, List.of(ofTheFormerLife)));
    stage.pass(Duration.ofMillis(100));
    open();
    assertThat(ring.table()).isEqualTo(machine.table());
    leads(1);
    away(3);
    look(4);
    commit(proposed());
    assertThat(ring.table().epoch()).isEqualTo(2);
    assertThat(subscriber.expectMessageClass(Placement.RingChanged.class).epoch()).isEqualTo(2);
  }

  private static List<Weighted> due(int count) {
    return members(count).stream().map(member -> new Weighted(member.node(), 1)).toList();
  }

  @Test
  void aNodeTellsSoManyAndNoMore() {
    firstTable();
    for (int i = 0; i < Placement.MOST_SUBSCRIBERS; i++) {
      placement.tell(
          new Placement.Subscribe(stage.kit().spawn(Behaviors.<Placement.Event>ignore())));
    }
    placement.tell(new Placement.Subscribe(subscriber.ref()));
    settle();
    subscriber.expectMessageClass(Placement.NotSubscribed.class);
    subscriber.expectNoMessage(Duration.ZERO);
  }
}
