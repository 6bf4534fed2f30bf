package conclave.monitor;

import static conclave.monitor.MonitorFixture.OTHER;
import static conclave.monitor.MonitorFixture.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import conclave.monitor.MonitorEvent.AlarmCleared;
import conclave.monitor.MonitorEvent.AlarmRaised;
import conclave.monitor.MonitorEvent.NodeLeft;
import conclave.monitor.MonitorEvent.NodeUnreachable;
import conclave.monitor.MonitorEvent.NodeUp;
import conclave.monitor.MonitorEvent.NotSubscribed;
import conclave.monitor.alarm.AlarmKind;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What subscribers hear, and what the log says. */
class MonitorEventsTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  private MonitorFixture fixture;
  private TestProbe<MonitorEvent> listener;

  @BeforeEach
  void start() {
    fixture = new MonitorFixture();
    fixture.sightings();
    listener = subscribed();
    assertThat(listener.receiveMessage()).isEqualTo(new NodeUp(SELF));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private TestProbe<MonitorEvent> subscribed() {
    TestProbe<MonitorEvent> probe = fixture.kit.createTestProbe();
    fixture.monitor.tell(new NodeMonitor.Subscribe(probe.ref()));
    return probe;
  }

  /** An interval, at the end of which the other node is heard. */
  private void hears(Vitals vitals) {
    fixture.pass(1);
    fixture.hears(vitals, 0);
    fixture.sightings();
  }

  @Test
  void theStateAtOnceThenEachChangeOnce() {
    fixture.hears(Figures.FULL, 0);
    assertThat(listener.receiveMessage()).isEqualTo(new NodeUp(OTHER));
    TestProbe<MonitorEvent> late = subscribed();
    assertThat(late.receiveMessage()).isEqualTo(new NodeUp(SELF));
    assertThat(late.receiveMessage()).isEqualTo(new NodeUp(OTHER));
    fixture.pass(4);
    for (TestProbe<MonitorEvent> each : List.of(listener, late)) {
      assertThat(each.receiveMessage()).isEqualTo(new NodeUnreachable(OTHER));
      assertThat(each.receiveMessage()).isEqualTo(new AlarmRaised(OTHER, AlarmKind.UNREACHABLE, 1));
    }
    TestProbe<MonitorEvent> latest = subscribed();
    assertThat(latest.receiveSeveralMessages(3))
        .containsExactly(
            new NodeUp(SELF),
            new NodeUnreachable(OTHER),
            new AlarmRaised(OTHER, AlarmKind.UNREACHABLE, 1));
    fixture.hears(Figures.FULL, 0);
    assertThat(listener.receiveMessage()).isEqualTo(new NodeUp(OTHER));
    assertThat(listener.receiveMessage())
        .isEqualTo(new AlarmCleared(OTHER, AlarmKind.UNREACHABLE, 0));
    fixture.members.remove(OTHER);
    fixture.pass(1);
    assertThat(listener.receiveMessage()).isEqualTo(new NodeLeft(OTHER));
    listener.expectNoMessage(AT_ONCE);
  }

  @Test
  void anAlarmOfAnotherNodeIsRaisedAfterAWhileAndClearedAfterAWhile() {
    fixture.hears(Figures.of(0.1, 1), 0);
    assertThat(listener.receiveMessage()).isEqualTo(new NodeUp(OTHER));
    Vitals slow = Figures.of(0.1, 600);
    hears(slow);
    hears(slow);
    listener.expectNoMessage(AT_ONCE);
    assertThat(fixture.seen(OTHER).alarms()).isEmpty();
    hears(slow);
    assertThat(listener.receiveMessage()).isEqualTo(new AlarmRaised(OTHER, AlarmKind.FSYNC, 600));
    assertThat(fixture.seen(OTHER).alarms()).containsExactly(AlarmKind.FSYNC);
    for (int i = 0; i < 5; i++) {
      hears(Figures.of(0.1, i % 2 == 0 ? 300 : 700));
    }
    listener.expectNoMessage(AT_ONCE);
    hears(Figures.of(0.1, 20));
    hears(Figures.of(0.1, 20));
    listener.expectNoMessage(AT_ONCE);
    hears(Figures.of(0.1, 20));
    assertThat(listener.receiveMessage()).isEqualTo(new AlarmCleared(OTHER, AlarmKind.FSYNC, 20));
    listener.expectNoMessage(AT_ONCE);
  }

  @Test
  void alarmsOfWhoIsUnreachableStandUntilItIsHeardAgain() {
    fixture.hears(Figures.of(0.99, 1), 0);
    for (int i = 0; i < 4; i++) {
      hears(Figures.of(0.99, 1));
    }
    assertThat(listener.receiveSeveralMessages(2))
        .containsExactly(new NodeUp(OTHER), new AlarmRaised(OTHER, AlarmKind.CPU, 0.99));
    fixture.pass(20);
    assertThat(listener.receiveSeveralMessages(2))
        .containsExactly(
            new NodeUnreachable(OTHER), new AlarmRaised(OTHER, AlarmKind.UNREACHABLE, 1));
    assertThat(fixture.seen(OTHER).alarms()).containsExactly(AlarmKind.CPU, AlarmKind.UNREACHABLE);
    listener.expectNoMessage(AT_ONCE);
  }

  @Test
  void theOwnAlarmsAndWhoIsThereAreLinesOfTheLog() {
    Logger logger = (Logger) LoggerFactory.getLogger(NodeMonitor.class);
    Level level = logger.getLevel();
    logger.setLevel(Level.INFO);
    try {
      LoggingTestKit.info("Node n2 is heard")
          .expect(
              fixture.kit.system(),
              () -> {
                fixture.hears(Figures.FULL, 0);
                return null;
              });
      LoggingTestKit.warn("Node n2 is unreachable").expect(fixture.kit.system(), pass(4));
      fixture.probe.syncs = new Probe.Syncs(812.4, 1);
      LoggingTestKit.warn("Alarm fsync: 812 ms").expect(fixture.kit.system(), pass(3));
      fixture.probe.syncs = new Probe.Syncs(12, 1);
      LoggingTestKit.info("Alarm fsync is over: 12 ms").expect(fixture.kit.system(), pass(3));
    } finally {
      logger.setLevel(level);
    }
  }

  private Supplier<Void> pass(int intervals) {
    return () -> {
      fixture.pass(intervals);
      return null;
    };
  }

  @Test
  void whoHasEndedOrDoesNotWantToHearsNoMore() {
    TestProbe<MonitorEvent> other = subscribed();
    assertThat(other.receiveMessage()).isEqualTo(new NodeUp(SELF));
    fixture.monitor.tell(new NodeMonitor.Unsubscribe(other.ref()));
    listener.stop();
    other.expectTerminated(listener.ref());
    fixture.hears(Figures.FULL, 0);
    fixture.sightings();
    other.expectNoMessage(AT_ONCE);
  }

  @Test
  void thereIsRoomForSoManyAndAPlaceIsFreeWhenOneHasEnded() {
    TestProbe<MonitorEvent> last = listener;
    for (int i = 1; i < Audience.MOST; i++) {
      last = fixture.kit.createTestProbe();
      fixture.monitor.tell(new NodeMonitor.Subscribe(last.ref()));
    }
    TestProbe<MonitorEvent> tooMany = subscribed();
    assertThat(tooMany.receiveMessage())
        .isEqualTo(new NotSubscribed("there are 1000 subscribers already, and no more may be"));
    fixture.monitor.tell(new NodeMonitor.Subscribe(listener.ref()));
    assertThat(listener.receiveMessage()).as("who is in is in").isEqualTo(new NodeUp(SELF));
    last.stop();
    listener.awaitAssert(
        () -> {
          fixture.monitor.tell(new NodeMonitor.Subscribe(tooMany.ref()));
          assertThat(tooMany.receiveMessage()).isEqualTo(new NodeUp(SELF));
          return null;
        });
  }

  @Test
  void anActorOfAnotherNodeIsSentToItsOwnMonitor() {
    ActorTestKit remote =
        ActorTestKit.create(
            ConfigFactory.parseString(
                    """
                    akka.actor.provider = remote
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    """)
                .withFallback(ConfigFactory.load()));
    try {
      ActorRef<MonitorEvent> far =
          ActorRefResolver.get(remote.system())
              .resolveActorRef("akka://conclave@127.0.0.1:1/user/listener");
      Audience audience = new Audience();
      assertThat(audience.add(far)).hasValueSatisfying(why -> assertThat(why).contains("its own"));
      assertThat(audience.all()).isEmpty();
    } finally {
      remote.shutdownTestKit();
    }
  }
}
