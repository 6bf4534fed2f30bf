package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.monitor.NodeMonitor.Sightings;
import conclave.monitor.Sighting.Presence;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeMonitorTest {

  private static final NodeId SELF = new NodeId("n1", 1);
  private static final NodeId OTHER = new NodeId("n2", 2);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Vitals VITALS = new Vitals(0.5, 1L, 2L, 3L, 4L, 5L);

  private record Sent(NodeId to, Heartbeat heartbeat) {}

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong clock = new AtomicLong(-7_000_000_000L);
  private final Set<NodeId> members = ConcurrentHashMap.newKeySet();
  private final TestProbe<Sent> sent = kit.createTestProbe();
  private final TestProbe<Sightings> answers = kit.createTestProbe();
  private volatile Probe probe = () -> VITALS;
  private ActorRef<NodeMonitor.Command> monitor;

  @BeforeEach
  void start() {
    members.addAll(List.of(SELF, OTHER));
    monitor =
        kit.spawn(
            NodeMonitor.create(
                new NodeMonitor.Setup(
                    SELF,
                    () -> members,
                    (to, heartbeat) -> sent.ref().tell(new Sent(to, heartbeat)),
                    () -> probe.measure(),
                    clock::get,
                    new MonitorSettings(INTERVAL, 3))));
    assertThat(sent.receiveMessage().to()).isEqualTo(OTHER);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** The answer says that the tick was taken before the clock goes on. */
  private void pass(Duration each, int times) {
    for (int i = 0; i < times; i++) {
      clock.addAndGet(each.toNanos());
      time.timePasses(INTERVAL);
      sightings();
    }
  }

  private List<Sighting> sightings() {
    monitor.tell(new NodeMonitor.GetSightings(answers.ref()));
    return answers.receiveMessage().nodes();
  }

  private Sighting other() {
    return sightings().stream().filter(s -> s.node().equals(OTHER)).findFirst().orElseThrow();
  }

  @Test
  void everyIntervalEveryOtherMemberIsToldTheLatestFigures() {
    answers.awaitAssert(
        () -> {
          assertThat(sightings().get(0)).isEqualTo(new Sighting(SELF, Presence.UP, VITALS));
          return null;
        });
    for (int i = 0; i < 5; i++) {
      pass(INTERVAL, 1);
      assertThat(sent.receiveMessage()).isEqualTo(new Sent(OTHER, new Heartbeat(SELF, VITALS)));
    }
    sent.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aMemberIsStartingThenUpThenUnreachableThenUpAgain() {
    assertThat(other()).isEqualTo(new Sighting(OTHER, Presence.STARTING, Vitals.UNKNOWN));
    monitor.tell(new Heartbeat(OTHER, VITALS));
    assertThat(other()).isEqualTo(new Sighting(OTHER, Presence.UP, VITALS));
    pass(INTERVAL, 3);
    assertThat(other().presence()).isEqualTo(Presence.UP);
    pass(INTERVAL, 1);
    assertThat(other()).isEqualTo(new Sighting(OTHER, Presence.UNREACHABLE, VITALS));
    monitor.tell(new Heartbeat(OTHER, VITALS));
    assertThat(other().presence()).isEqualTo(Presence.UP);
  }

  @Test
  void whoIsNeverHeardIsNotStartingForEver() {
    pass(INTERVAL, 3);
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
    pass(INTERVAL, 1);
    assertThat(other().presence()).isEqualTo(Presence.UNREACHABLE);
  }

  @Test
  void aMemberThatIsAddedLaterIsStartingThen() {
    pass(INTERVAL, 10);
    members.add(new NodeId("n3", 3));
    pass(INTERVAL, 1);
    assertThat(sightings())
        .extracting(Sighting::presence)
        .containsExactly(Presence.UP, Presence.UNREACHABLE, Presence.STARTING);
  }

  @Test
  void strangersAndFormerMembersAreNotKept() {
    monitor.tell(new Heartbeat(new NodeId("n2", 99), VITALS));
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
    monitor.tell(new Heartbeat(OTHER, VITALS));
    assertThat(other().presence()).isEqualTo(Presence.UP);
    members.remove(OTHER);
    pass(INTERVAL, 1);
    assertThat(sightings()).extracting(Sighting::node).containsExactly(SELF);
    members.add(OTHER);
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
  }

  @Test
  void theOwnPauseMakesNobodyUnreachable() {
    monitor.tell(new Heartbeat(OTHER, VITALS));
    assertThat(other().presence()).isEqualTo(Presence.UP);
    pass(Duration.ofSeconds(30), 1);
    assertThat(other().presence()).isEqualTo(Presence.UP);
    pass(INTERVAL, 3);
    assertThat(other().presence()).isEqualTo(Presence.UNREACHABLE);
  }

  @Test
  void aDiskThatHangsDoesNotSilenceTheNode() {
    SynchronousQueue<Vitals> never = new SynchronousQueue<>();
    probe =
        () -> {
          try {
            return never.take();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    for (int i = 0; i < 5; i++) {
      pass(INTERVAL, 1);
      assertThat(sent.receiveMessage().to()).isEqualTo(OTHER);
    }
    assertThat(never.offer(VITALS)).as("one measurement waits").isTrue();
    assertThat(never.offer(VITALS)).as("and no second").isFalse();
  }

  @Test
  void aFailedMeasurementLeavesTheLastFigures() {
    answers.awaitAssert(
        () -> {
          assertThat(sightings().get(0).vitals()).isEqualTo(VITALS);
          return null;
        });
    probe =
        () -> {
          throw new IOException("no such disk");
        };
    pass(INTERVAL, 3);
    assertThat(sightings().get(0).vitals()).isEqualTo(VITALS);
    probe = () -> Vitals.UNKNOWN;
    pass(INTERVAL, 1);
    answers.awaitAssert(
        () -> {
          pass(INTERVAL, 1);
          assertThat(sightings().get(0).vitals()).isEqualTo(Vitals.UNKNOWN);
          return null;
        });
  }
}
