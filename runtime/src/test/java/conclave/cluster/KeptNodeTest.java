package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.CoordinatedShutdown;
import akka.actor.DeadLetter;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.node.CannotStart;
import conclave.node.Ports;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A cluster of one node, which outlives its ActorSystems. */
class KeptNodeTest {

  private static final String HOST = "127.0.0.1";
  private static final Duration WITHIN = Duration.ofSeconds(60);

  @TempDir private Path temp;

  private Config config(String name) throws IOException {
    int port = Ports.free(HOST, 1).get(0);
    return ConfigFactory.parseString(
            """
            include classpath("conclave-akka.conf")
            akka.remote.artery.canonical { hostname = "%s", port = %d }
            akka.log-dead-letters = off
            conclave.node { name = "%s", data-dir = "%s", peers = ["n1=%s:%d"] }
            conclave.http.enabled = off
            conclave.akka-cluster.look = 100 ms
            """
                .formatted(HOST, port, name, temp, HOST, port))
        .withFallback(ConfigFactory.load());
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static TestProbe<ReplicatedMap.Reply> ready(KeptNode node) {
    await(node.services().whenReady(WITHIN));
    return TestProbe.create(ReplicatedMap.Reply.class, node.system());
  }

  @Test
  void anotherActorSystemGoesOnWithTheSameDataUntilTheNodeIsStopped() throws IOException {
    Config config = config("n1");
    KeptNode node = KeptNode.start(() -> ActorSystem.create(Behaviors.empty(), "shop", config));
    TestProbe<ReplicatedMap.Reply> before = ready(node);
    ReplicatedMap.Put put =
        new ReplicatedMap.Put(
            "m", "k", new byte[] {7}, Condition.ANY, WITHIN, Optional.empty(), before.getRef());
    node.services().maps().tell(put);
    before.expectMessageClass(ReplicatedMap.Written.class, WITHIN);

    ActorSystem<?> first = node.system();
    CoordinatedShutdown.get(first).run(new FreshStart("its generation is over"));
    ClusterKit.await("another ActorSystem", () -> node.lives() == 2);
    assertThat(node.system()).isNotSameAs(first);
    TestProbe<ReplicatedMap.Reply> after = ready(node);
    node.services().maps().tell(new ReplicatedMap.Get("m", "k", false, WITHIN, after.getRef()));
    assertThat(after.expectMessageClass(ReplicatedMap.Found.class, WITHIN).value())
        .containsExactly(7);

    await(node.stop());
    assertThat(node.lives()).isEqualTo(2);
    assertThat(node.system().getWhenTerminated().toCompletableFuture()).isDone();
  }

  /** Akka logs ten of them, and then no more of those that matter. */
  @Test
  void aNodeThatStartsLeavesNoDeadLetters() throws IOException {
    Config config = config("n1");
    Queue<DeadLetter> lost = new ConcurrentLinkedQueue<>();
    Behavior<DeadLetter> counting =
        Behaviors.receiveMessage(
            letter -> {
              lost.add(letter);
              return Behaviors.same();
            });
    KeptNode node =
        KeptNode.start(
            () -> {
              ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "shop", config);
              ActorRef<DeadLetter> ear =
                  system.systemActorOf(counting, "dead-letters", Props.empty());
              system.eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, ear));
              return system;
            });
    await(node.services().whenReady(WITHIN));
    assertThat(lost).isEmpty();
    await(node.stop());
  }

  @Test
  void aNodeThatCannotStartLeavesNoActorSystem() throws IOException {
    Config config = config("no name");
    ActorSystem<?>[] made = {null};
    assertThatThrownBy(
            () ->
                KeptNode.start(
                    () -> made[0] = ActorSystem.create(Behaviors.empty(), "shop", config)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("conclave.node.name = \"no name\"");
    assertThat(made[0].getWhenTerminated().toCompletableFuture()).isDone();
  }

  private static Behavior<String> failing() {
    return Behaviors.receiveMessage(
        planned -> {
          throw new IllegalStateException("the guardian is to " + planned);
        });
  }

  /** The first of its lives ends by a failure of the application. */
  @Test
  void aNodeThatCannotStartAgainSaysSoWhateverItIs() throws IOException {
    Config config = config("n1");
    AtomicInteger starts = new AtomicInteger();
    KeptNode node =
        KeptNode.start(
            () -> {
              if (starts.incrementAndGet() > 1) {
                throw new NoClassDefFoundError("the jar was replaced");
              }
              return ActorSystem.create(failing(), "shop", config);
            });
    node.system().<String>unsafeUpcast().tell("fail");
    assertThatThrownBy(() -> await(node.whenStopped())).hasRootCauseMessage("the jar was replaced");
  }

  @Test
  void anApplicationThatFailsAgainAndAgainIsToldFromADowningAndRestsLongerEachTime()
      throws IOException {
    Config config = config("n1");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("conclave.cluster");
    logger.addAppender(log);
    try {
      KeptNode node =
          KeptNode.start(
              () -> ActorSystem.create(failing(), "shop", config),
              new Relapses(Duration.ofMillis(20), Duration.ofMinutes(1), () -> 0));
      for (int lives = 1; lives <= 3; lives++) {
        int now = lives;
        ClusterKit.await("life " + now, () -> node.lives() == now);
        node.system().<String>unsafeUpcast().tell("fail");
      }
      ClusterKit.await("the fourth life", () -> node.lives() == 4);
      CoordinatedShutdown.get(node.system()).run(CoordinatedShutdown.clusterDowningReason());
      ClusterKit.await("the fifth life", () -> node.lives() == 5);
      await(node.stop());
    } finally {
      logger.detachAppender(log);
    }
    String failed = "java.lang.IllegalStateException: the guardian is to fail";
    String another = "This node starts another ActorSystem in ";
    assertThat(List.copyOf(log.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.startsWith(another))
        .containsExactly(
            another + "20 ms: its guardian failed: " + failed,
            another + "40 ms: its guardian failed, 2 times in a row: " + failed,
            another + "80 ms: its guardian failed, 3 times in a row: " + failed,
            another + "1000 ms: Akka Cluster downed the one before");
  }

  @Test
  void aNodeThatAkkaRefusesForItsSettingsFails() throws IOException {
    Config config = config("n1");
    KeptNode node = KeptNode.start(() -> ActorSystem.create(Behaviors.empty(), "shop", config));
    CoordinatedShutdown.get(node.system())
        .run(CoordinatedShutdown.incompatibleConfigurationDetectedReason());
    assertThatThrownBy(() -> await(node.whenStopped()))
        .hasMessageContaining("Akka Cluster refused this node");
    assertThat(node.lives()).isEqualTo(1);
  }

  @Test
  void aProcessThatAkkaEndsInsteadIsStartedAgainByWhoeverWatchesIt() {
    Config overrides = ConfigFactory.load().getConfig("akka.coordinated-shutdown.reason-overrides");
    assertThat(overrides.getInt("\"%s\".exit-code".formatted(FreshStart.class.getName())))
        .isEqualTo(
            overrides.getInt(
                "\"%s\".exit-code"
                    .formatted(CoordinatedShutdown.clusterDowningReason().getClass().getName())));
  }
}
