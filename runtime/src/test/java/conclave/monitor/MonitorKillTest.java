package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import conclave.balance.LoadView.NodeLoad;
import conclave.monitor.MonitorEvent.AlarmCleared;
import conclave.monitor.MonitorEvent.AlarmRaised;
import conclave.monitor.MonitorEvent.NodeUp;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.alarm.Threshold;
import conclave.raft.log.NodeId;
import conclave.replica.kit.ClusterKit;
import conclave.replica.supervision.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The monitor's rows of the page on supervision: killed often, while others listen and look. */
@Tag("kills")
class MonitorKillTest {

  private static final int KILLS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);

  /** Silence long enough that a slow machine does not make anybody unreachable. */
  private static final MonitorSettings SETTINGS =
      new MonitorSettings(
          Duration.ofMillis(20),
          3_000,
          List.of(
              new Threshold(AlarmKind.CPU, 0.9, 0.8, 0, 0),
              new Threshold(AlarmKind.FSYNC, 500, 200, 0, 0)));

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeProbe probe = new FakeProbe();
  private final AtomicLong measurements = new AtomicLong();
  private final Map<NodeId, ActorRef<NodeMonitor.Command>> monitors = new ConcurrentHashMap<>();
  private final MonitorBoard board = new MonitorBoard(N1, System::nanoTime);
  private final MonitorBoard boardOfOther = new MonitorBoard(N2, System::nanoTime);
  private final TestProbe<MonitorEvent> listener = kit.createTestProbe();
  private final TestProbe<MonitorEvent> listenerOfOther = kit.createTestProbe();
  private int kills;

  @BeforeEach
  void start() {
    probe.measurement = () -> figures(0.95, measurements.incrementAndGet());
    monitors.put(N1, spawn(N1, probe, board));
    monitors.put(N2, spawn(N2, new FakeProbe(), boardOfOther));
    monitors.get(N1).tell(new NodeMonitor.Subscribe(listener.ref()));
    monitors.get(N2).tell(new NodeMonitor.Subscribe(listenerOfOther.ref()));
    for (TestProbe<MonitorEvent> each : List.of(listener, listenerOfOther)) {
      assertThat(each.receiveSeveralMessages(3, PATIENCE))
          .containsExactlyInAnyOrder(
              new NodeUp(N1), new NodeUp(N2), new AlarmRaised(N1, AlarmKind.CPU, 0.95));
    }
    for (MonitorBoard each : List.of(board, boardOfOther)) {
      ClusterKit.await(
          "loads", () -> each.loads().stream().noneMatch(node -> Double.isNaN(node.load())));
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<NodeMonitor.Command> spawn(NodeId self, Probe of, MonitorBoard on) {
    return kit.spawn(
        NodeMonitor.create(
            new NodeMonitor.Setup(
                self,
                () -> List.of(N1, N2),
                (to, heartbeat) ->
                    Optional.ofNullable(monitors.get(to)).ifPresent(it -> it.tell(heartbeat)),
                of,
                System::nanoTime,
                SETTINGS,
                on,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)))),
        self.name());
  }

  private static Vitals figures(double cpu, long number) {
    return new Vitals(
        cpu, 1L, 2L, 3L, 4L, number, null, null, null, null, null, null, null, null, null);
  }

  /** The measurement of n1 that the other node knows. */
  private long known() {
    Long number = boardOfOther.sightings().get(0).vitals().uptimeMs();
    return number == null ? 0 : number;
  }

  private akka.actor.ActorRef gauge() {
    String path = monitors.get(N1).path().toStringWithoutAddress() + "/gauge-*";
    akka.actor.ActorRef[] found = {null};
    ClusterKit.await(
        "a gauge",
        () -> {
          try {
            found[0] =
                Adapter.toClassic(kit.system())
                    .actorSelection(path)
                    .resolveOne(PATIENCE)
                    .toCompletableFuture()
                    .get();
            return true;
          } catch (InterruptedException | ExecutionException e) {
            return false; // none just now
          }
        });
    return found[0];
  }

  /**
   * Kills, and waits until some measurements of a new gauge have come to the other node: a life
   * that is shorter than the back-off would make the next one longer.
   */
  private void kill(Runnable how) {
    ActorRef<Void> before = Adapter.toTyped(gauge());
    how.run();
    listener.expectTerminated(before, PATIENCE);
    kills++;
    long now = measurements.get();
    for (MonitorBoard each : List.of(board, boardOfOther)) {
      assertThat(each.loads()).allMatch(NodeLoad::reachable).noneMatch(n -> Double.isNaN(n.load()));
    }
    ClusterKit.await("figures after the kill", () -> known() > now + 5);
  }

  private void killAll(Runnable how) {
    for (int i = 0; i < KILLS; i++) {
      kill(how);
    }
    listener.expectNoMessage(Duration.ZERO);
    listenerOfOther.expectNoMessage(Duration.ZERO);
    probe.syncs = new Probe.Syncs(600, 1);
    hear(new AlarmRaised(N1, AlarmKind.FSYNC, 600));
    kill(how);
    probe.syncs = new Probe.Syncs(100, 1);
    hear(new AlarmCleared(N1, AlarmKind.FSYNC, 100));
    System.out.printf(
        "%d kills, %d measurements, the other node knows the %dth%n",
        kills, measurements.get(), known());
    assertThat(kills).isGreaterThan(KILLS);
  }

  private void hear(MonitorEvent event) {
    assertThat(listener.receiveMessage(PATIENCE)).isEqualTo(event);
    assertThat(listenerOfOther.receiveMessage(PATIENCE)).isEqualTo(event);
  }

  /** A question without anybody to answer makes it fail: a bug of a caller in the same JVM. */
  @Test
  void nodeMonitor() {
    killAll(() -> monitors.get(N1).tell(new NodeMonitor.GetSightings(null)));
  }

  @Test
  void gaugeOfTheMonitor() {
    killAll(() -> gauge().tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender()));
  }

  /** It waits for a disk that never answers; nobody waits for it. */
  @Test
  void nodeMonitorWhileItsGaugeHangs() {
    CountDownLatch never = new CountDownLatch(1);
    long before = measurements.get();
    probe.measurement =
        () -> {
          if (measurements.incrementAndGet() == before + 3) {
            await(never);
          }
          return figures(0.95, measurements.get());
        };
    ClusterKit.await("a gauge that hangs", () -> measurements.get() >= before + 3);
    long hanging = measurements.get();
    monitors.get(N1).tell(new NodeMonitor.GetSightings(null));
    ClusterKit.await("figures of another gauge", () -> known() > hanging);
    never.countDown();
    listener.expectNoMessage(Duration.ZERO);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
