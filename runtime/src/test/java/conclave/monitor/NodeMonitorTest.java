package conclave.monitor;

import static conclave.monitor.MonitorFixture.INTERVAL;
import static conclave.monitor.MonitorFixture.OTHER;
import static conclave.monitor.MonitorFixture.SELF;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import conclave.monitor.MonitorFixture.Sent;
import conclave.monitor.Sighting.Presence;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is there, which figures are shown, and how old they are. */
class NodeMonitorTest {

  private MonitorFixture fixture;

  @BeforeEach
  void start() {
    fixture = new MonitorFixture();
    assertThat(fixture.sent.receiveMessage())
        .isEqualTo(
            new Sent(
                OTHER,
                new Heartbeat(SELF, Vitals.UNKNOWN.with(FakeProbe.SYNCS, 0, Figures.WELL), 0)));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Sighting other() {
    return fixture.seen(OTHER);
  }

  private void awaitOwn(Vitals vitals) {
    fixture.sent.awaitAssert(
        () -> {
          fixture.pass(1);
          assertThat(fixture.seen(SELF).vitals()).isEqualTo(vitals);
          return null;
        });
  }

  /** The gauge answers in time of its own, while none passes for the monitor. */
  private void awaitMeasured() {
    fixture.sent.awaitAssert(
        () -> assertThat(fixture.seen(SELF).ageNanos()).isLessThan(INTERVAL.toNanos()));
  }

  @Test
  void everyIntervalEveryOtherMemberIsToldTheLatestFigures() {
    awaitOwn(Figures.FULL);
    fixture.sent.awaitAssert(
        () -> {
          assertThat(fixture.sent.receiveMessage().heartbeat().vitals()).isEqualTo(Figures.FULL);
          return null;
        });
    awaitMeasured();
    for (int i = 0; i < 5; i++) {
      fixture.pass(1);
      Sent told = fixture.sent.receiveMessage();
      assertThat(told.to()).isEqualTo(OTHER);
      assertThat(told.heartbeat().vitals()).isEqualTo(Figures.FULL);
      assertThat(told.heartbeat().ageMs()).isBetween(0L, 2 * INTERVAL.toMillis());
      awaitMeasured();
    }
    fixture.sent.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aMemberIsStartingThenUpThenUnreachableThenUpAgain() {
    assertThat(other())
        .isEqualTo(new Sighting(OTHER, Presence.STARTING, Vitals.UNKNOWN, 0, Set.of()));
    fixture.hears(Figures.FULL, 0);
    assertThat(other()).isEqualTo(new Sighting(OTHER, Presence.UP, Figures.FULL, 0, Set.of()));
    fixture.pass(3);
    assertThat(other().presence()).isEqualTo(Presence.UP);
    fixture.pass(1);
    assertThat(other().presence()).isEqualTo(Presence.UNREACHABLE);
    assertThat(other().vitals()).isEqualTo(Figures.FULL);
    fixture.hears(Figures.FULL, 0);
    assertThat(other().presence()).isEqualTo(Presence.UP);
  }

  @Test
  void whoIsNeverHeardIsNotStartingForEver() {
    fixture.pass(3);
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
    fixture.pass(1);
    assertThat(other().presence()).isEqualTo(Presence.UNREACHABLE);
  }

  @Test
  void aMemberThatIsAddedLaterIsStartingThen() {
    fixture.pass(10);
    fixture.members.add(new NodeId("n3", 3));
    assertThat(fixture.sightings())
        .extracting(Sighting::presence)
        .containsExactly(Presence.UP, Presence.UNREACHABLE, Presence.STARTING);
  }

  /** Whoever looks at the board sees a cluster as soon as the monitor knows of it. */
  @Test
  void theBoardShowsWhoCameAndWentBeforeTheNextInterval() {
    NodeId late = new NodeId("n3", 3);
    fixture.members.add(late);
    fixture.sightings();
    assertThat(fixture.board.loads())
        .extracting(load -> load.node().name())
        .containsExactly("n1", "n2", "n3");
    fixture.members.remove(OTHER);
    fixture.sightings();
    assertThat(fixture.board.loads())
        .extracting(load -> load.node().name())
        .containsExactly("n1", "n3");
  }

  @Test
  void strangersAndFormerMembersAreNotKept() {
    fixture.monitor.tell(new Heartbeat(new NodeId("n2", 99), Figures.FULL, 0));
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
    fixture.hears(Figures.FULL, 0);
    assertThat(other().presence()).isEqualTo(Presence.UP);
    fixture.members.remove(OTHER);
    assertThat(fixture.sightings()).extracting(Sighting::node).containsExactly(SELF);
    fixture.members.add(OTHER);
    assertThat(other().presence()).isEqualTo(Presence.STARTING);
  }

  @Test
  void theOwnPauseMakesNobodyUnreachable() {
    fixture.hears(Figures.FULL, 0);
    fixture.sleep(Duration.ofSeconds(30));
    assertThat(other().presence()).isEqualTo(Presence.UP);
    fixture.pass(3);
    assertThat(other().presence()).isEqualTo(Presence.UNREACHABLE);
  }

  @Test
  void theOwnPauseIsAFigure() {
    fixture.sleep(Duration.ofMillis(2_600));
    assertThat(fixture.seen(SELF).vitals().pauseMs()).isEqualTo(2_500);
    fixture.pass(1);
    assertThat(fixture.seen(SELF).vitals().pauseMs()).isZero();
  }

  @Test
  void theAgeIsThatWhichWasToldAndTheTimeSince() {
    fixture.hears(Figures.FULL, 1_500);
    assertThat(other().ageNanos()).isEqualTo(Duration.ofMillis(1_500).toNanos());
    fixture.pass(1);
    assertThat(other().ageNanos()).isEqualTo(Duration.ofMillis(2_500).toNanos());
    fixture.pass(10);
    assertThat(other().ageNanos())
        .as("figures of who is gone grow old")
        .isEqualTo(Duration.ofMillis(12_500).toNanos());
    fixture.hears(Figures.FULL, 0);
    assertThat(other().ageNanos()).isZero();
  }

  @Test
  void aDiskThatHangsDoesNotSilenceTheNodeAndItsFiguresGrowOld() {
    awaitOwn(Figures.FULL);
    SynchronousQueue<Vitals> never = new SynchronousQueue<>();
    fixture.probe.measurement =
        () -> {
          try {
            return never.take();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    fixture.pass(2);
    fixture.probe.syncs = new Probe.Syncs(9_000, 1);
    fixture.pass(8);
    Vitals waiting = Figures.FULL.with(new Probe.Syncs(9_000, 1), 0, Figures.WELL);
    fixture.sent.fishForMessage(
        Duration.ofSeconds(30),
        "old figures, and how long the journal waits for the disk",
        sent ->
            sent.heartbeat().ageMs() >= 8_000 && sent.heartbeat().vitals().equals(waiting)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(fixture.seen(SELF).ageNanos())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(8).toNanos());
    assertThat(never.offer(Figures.FULL)).as("one measurement waits").isTrue();
    assertThat(never.offer(Figures.FULL)).as("and no second").isFalse();
  }

  @Test
  void aFailedMeasurementLeavesTheLastFigures() {
    awaitOwn(Figures.FULL);
    fixture.probe.measurement =
        () -> {
          throw new IOException("no such disk");
        };
    fixture.pass(3);
    assertThat(fixture.seen(SELF).vitals()).isEqualTo(Figures.FULL);
    fixture.probe.measurement = () -> Figures.FIRST;
    awaitOwn(Figures.FIRST.with(FakeProbe.SYNCS, 0, Figures.WELL));
  }
}
