package conclave.replica.supervision;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import conclave.journal.Journal;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.machine.keys.KeyRetention;
import conclave.raft.Bench;
import conclave.raft.log.Configuration;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.SnapshotId;
import conclave.raft.proposer.Pace;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Outcome;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Post;
import conclave.replica.kit.Stage;
import conclave.replica.peers.LocalActors;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaSupervisorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration BACKOFF = Duration.ofMillis(50);
  private static final GatewaySettings GATEWAYS =
      new GatewaySettings(10, 1 << 20, 4, 1_000, 1, 400_000_000L, 20_000_000L, 1_000_000_000L);

  /** Work goes to a probe, and the test says when it breaks. */
  private record Port(
      TestProbe<Object> work, TestProbe<Consumer<String>> listeners, AtomicBoolean inMemory)
      implements JournalPort {

    @Override
    public void submit(LogWork next) {
      work.ref().tell(next);
    }

    @Override
    public void submit(SnapshotWork next) {
      work.ref().tell(next);
    }

    @Override
    public void onBroken(Consumer<String> listener) {
      listeners.ref().tell(listener);
    }

    @Override
    public boolean endsWithTheProcess() {
      return inMemory.get();
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private final Stage stage = new Stage();
  private final Port port =
      new Port(stage.probe(Object.class), stage.kit().createTestProbe(), new AtomicBoolean(false));
  private final TestProbe<Post.Letter> mail = stage.probe(Post.Letter.class);
  private final TestProbe<Object> fatal = stage.probe(Object.class);
  private final TestProbe<ReplicaStatus> people = stage.probe(ReplicaStatus.class);
  private ActorRef<ReplicaSupervisor.Command> supervisor;
  private Consumer<String> broken;

  @BeforeEach
  void start() {
    Ports ports =
        new Ports(
            A,
            stage::nanos,
            new SplittableRandom(5),
            new Post(mail.ref()),
            (group, event) -> {},
            Pace.unlimited(),
            Duration.ofHours(1),
            group -> false,
            Duration.ZERO);
    ReplicaSupervisor.Setup setup =
        new ReplicaSupervisor.Setup(
            ports,
            port,
            List.of(group("g"), group("h")),
            GATEWAYS,
            new KeyRetention.Settings(600_000_000_000L, 10_000_000_000L),
            new Backoff(BACKOFF, BACKOFF),
            fatal.ref()::tell);
    supervisor =
        stage
            .kit()
            .system()
            .systemActorOf(ReplicaSupervisor.create(setup), ReplicaSupervisor.NAME, Props.empty());
    broken = port.listeners().receiveMessage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static GroupSpec group(String name) {
    return new GroupSpec(
        name,
        Configuration.of(A, B, C),
        Bench.SETTINGS,
        () -> new Machines(SessionLimits.STANDARD, Map.of()));
  }

  private static void opened(LogWork.Open open) {
    open.replyTo()
        .tell(
            new LogNotice.Opened(
                open.incarnation(),
                new Journal.Opened(
                    HardState.NONE, SnapshotId.NONE, List.of(), false, LogSpace.UNLIMITED)));
  }

  /** Both replicas have asked to be opened, in either order; says as which incarnations. */
  private Map<String, Long> bothOpen() {
    Map<String, Long> incarnations = new TreeMap<>();
    while (incarnations.size() < 2) {
      port.work()
          .awaitAssert(
              PATIENCE,
              Duration.ofMillis(5),
              () -> {
                stage.pass(BACKOFF);
                LogWork.Open open =
                    port.work().expectMessageClass(LogWork.Open.class, Duration.ofMillis(20));
                opened(open);
                return incarnations.put(open.group(), open.incarnation());
              });
    }
    return incarnations;
  }

  private ReplicaStatus status(String group) {
    return people.awaitAssert(
        PATIENCE,
        Duration.ofMillis(5),
        () -> {
          new LocalActors(stage.kit().system()).replica(group, new Replica.GetStatus(people.ref()));
          return people.receiveMessage(Duration.ofMillis(50));
        });
  }

  private Optional<ActorRef<Gateway.Command>> gateway(String group) {
    TestProbe<Optional<ActorRef<Gateway.Command>>> found = stage.kit().createTestProbe();
    supervisor.tell(new ReplicaSupervisor.FindGateway(group, found.ref()));
    return found.receiveMessage();
  }

  @Test
  void eachGroupHasItsReplicaAndItsGatewayAtTheirPaths() throws Exception {
    assertThat(Set.copyOf(bothOpen().values())).containsExactlyInAnyOrder(1L, 2L);
    assertThat(status("g").group()).isEqualTo("g");
    assertThat(status("h").group()).isEqualTo("h");
    ActorRef<Gateway.Command> gateway = gateway("g").orElseThrow();
    assertThat(gateway.path().toStringWithoutAddress()).isEqualTo("/system/conclave/gateways/g");
    assertThat(gateway("nowhere")).isEmpty();
    TestProbe<Object> caller = stage.probe(Object.class);
    gateway.tell(
        new Gateway.Execute(
            "m", new byte[1], Duration.ofSeconds(1), Optional.empty(), caller.ref()::tell));
    assertThat(((Wire.Submit) sent(Wire.Submit.class)).group()).isEqualTo("g");
  }

  private Wire sent(Class<?> type) {
    Wire wire = mail.receiveMessage().wire();
    while (!type.isInstance(wire)) {
      wire = mail.receiveMessage().wire();
    }
    return wire;
  }

  @Test
  void whenTheJournalWriterDiesItIsReplacedAndAllReplicasAreRebuilt() throws Exception {
    Map<String, Long> first = bothOpen();
    assertThat(status("g").term() + status("h").term()).isZero();
    stage.kill("/system/conclave/journal-writer");
    Map<String, Long> second = bothOpen();
    assertThat(second.get("g")).isGreaterThan(2);
    assertThat(second.get("h")).isGreaterThan(2);
    assertThat(first).hasSameSizeAs(second);
    assertThat(port.listeners().receiveMessage()).isNotSameAs(broken);
    assertThat(status("g").role()).isNotNull();
    fatal.expectNoMessage(Duration.ZERO);
  }

  @Test
  void whereNoLogIsKeptNothingOutlivesTheJournalWriter() throws Exception {
    bothOpen();
    port.inMemory().set(true);
    stage.kill("/system/conclave/journal-writer");
    assertThat(fatal.receiveMessage(PATIENCE))
        .isEqualTo("the journal's writer died, and no log is kept on disk");
  }

  @Test
  void aReplicaThatFailsIsRebuiltAloneAndItsReferenceStays() throws Exception {
    long incarnation = bothOpen().get("g");
    status("g");
    ActorRef<Void> replica = stage.find("/system/conclave/replicas/g");
    new LocalActors(stage.kit().system())
        .replica("g", new LogNotice.NotWritten(incarnation, 1, Journal.Outcome.TOO_LARGE));
    LogWork.Open open =
        port.work()
            .awaitAssert(
                PATIENCE,
                Duration.ofMillis(5),
                () -> {
                  stage.pass(BACKOFF);
                  return port.work().expectMessageClass(LogWork.Open.class, Duration.ofMillis(20));
                });
    assertThat(open.group()).isEqualTo("g");
    assertThat(open.incarnation()).isEqualTo(3);
    opened(open);
    assertThat(stage.find("/system/conclave/replicas/g")).isEqualTo(replica);
    assertThat(status("h").group()).isEqualTo("h");
  }

  @Test
  void aGatewayThatFailsIsRestartedInPlaceAndItsCallersAreAnswered() throws Exception {
    bothOpen();
    ActorRef<Gateway.Command> gateway = gateway("g").orElseThrow();
    TestProbe<Object> caller = stage.probe(Object.class);
    gateway.tell(
        new Gateway.Execute(
            "m", new byte[1], Duration.ofSeconds(9), Optional.empty(), caller.ref()::tell));
    Wire.Submit submit = (Wire.Submit) sent(Wire.Submit.class);
    new LocalActors(stage.kit().system())
        .gateway("g", new Wire.Results("g", submit.batch(), 0, List.of(new byte[] {99})));
    assertThat(caller.receiveMessage()).isInstanceOf(Outcome.Rejected.class);
    assertThat(gateway("g")).contains(gateway);
  }

  @Test
  void aBrokenJournalStopsEverythingAndTheNodeIsToldOnce() throws Exception {
    bothOpen();
    ActorRef<Void> replica = stage.find("/system/conclave/replicas/g");
    ActorRef<Void> gateways = stage.find("/system/conclave/gateways/h");
    broken.accept("fsync failed");
    broken.accept("and again");
    fatal.expectMessage("fsync failed");
    fatal.expectTerminated(supervisor);
    fatal.expectTerminated(replica);
    fatal.expectTerminated(gateways);
    stage.pass(Duration.ofSeconds(1));
    fatal.expectNoMessage(Duration.ofMillis(50));
    port.listeners().expectNoMessage(Duration.ZERO);
  }

  private TestProbe<ReplicaSupervisor.HandedOver> handOver(Duration within) {
    TestProbe<ReplicaSupervisor.HandedOver> caller = stage.kit().createTestProbe();
    supervisor.tell(new ReplicaSupervisor.HandOver(within, caller.ref()));
    return caller;
  }

  @Test
  void aNodeThatLeadsNothingHasNothingToHandOver() {
    bothOpen();
    status("g");
    status("h");
    assertThat(handOver(PATIENCE).receiveMessage())
        .isEqualTo(new ReplicaSupervisor.HandedOver(Map.of(), Map.of()));
  }

  @Test
  void aReplicaThatDoesNotAnswerIsNamedWhenTimeIsUp() {
    TestProbe<ReplicaSupervisor.HandedOver> caller = handOver(Duration.ofSeconds(1));
    ReplicaSupervisor.HandedOver answer =
        caller.awaitAssert(
            PATIENCE,
            Duration.ofMillis(5),
            () -> {
              stage.pass(Duration.ofSeconds(1));
              return caller.expectMessageClass(
                  ReplicaSupervisor.HandedOver.class, Duration.ofMillis(50));
            });
    assertThat(answer.successors()).isEmpty();
    assertThat(answer.kept().values())
        .hasSize(2)
        .containsOnly("its replica did not answer in time");
  }
}
