package conclave.node.leading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.typesafe.config.ConfigFactory;
import conclave.journal.disk.SyncTimes;
import conclave.monitor.Probe;
import conclave.monitor.Sighting;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.Vitals;
import conclave.monitor.fitness.Suitability;
import conclave.raft.Acceptor;
import conclave.raft.Handover.Outcome;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import conclave.replica.kit.time.HandScheduler;
import conclave.replica.supervision.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A watch of node n1, which leads p0: its disk and its peers are the test's, its replica a probe.
 */
class LeaderWatchTest {

  private static final NodeId N1 = new NodeId("n1", 1);
  private static final NodeId N2 = new NodeId("n2", 2);
  private static final NodeId N3 = new NodeId("n3", 3);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final LeadingSettings SETTINGS = read("");

  private final ActorTestKit kit =
      ActorTestKit.create(HandScheduler.config().withFallback(ManualTime.config()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong clock = new AtomicLong();
  private final TestProbe<Replica.HandOver> handovers = kit.createTestProbe();
  private final OwnSuitability own = new OwnSuitability();
  private volatile SyncTimes.Look syncs = SyncTimes.Look.NOTHING;
  private volatile boolean full;
  private volatile NodeId leader = N1;
  private volatile Map<NodeId, Suitability> peers = Map.of(N2, well(100), N3, well(100));

  LeaderWatchTest() {
    kit.spawn(
        LeaderWatch.create(
            new LeaderWatch.Setup(
                N1,
                List.of("p0"),
                (group, message) -> replica(message),
                own,
                new LeaderWatch.Senses(() -> syncs, () -> full, this::members),
                clock::get,
                SETTINGS,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)))));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static LeadingSettings read(String settings) {
    return LeadingSettings.create(
        ConfigFactory.parseString(settings).withFallback(ConfigFactory.load()));
  }

  private static Suitability well(int priority) {
    return new Suitability(priority, "well", List.of());
  }

  private void replica(Object message) {
    if (message instanceof Replica.GetStatus ask) {
      Configuration voters = new Configuration(List.of(N1, N2, N3), List.of());
      ask.replyTo()
          .tell(
              new ReplicaStatus(
                  "p0",
                  N1,
                  Acceptor.Role.LEADER,
                  1,
                  Optional.of(leader),
                  0,
                  0,
                  EntryId.NONE,
                  voters,
                  false,
                  false,
                  false,
                  Map.of()));
    } else {
      handovers.ref().tell((Replica.HandOver) message);
    }
  }

  private List<Sighting> members() {
    return peers.entrySet().stream()
        .map(
            peer ->
                new Sighting(
                    peer.getKey(),
                    Presence.UP,
                    Vitals.UNKNOWN.with(new Probe.Syncs(0, 0), 0, peer.getValue()),
                    0,
                    Set.of()))
        .toList();
  }

  private void pass(int looks) {
    for (int i = 0; i < looks; i++) {
      clock.addAndGet(LOOK.toNanos());
      time.timePasses(LOOK);
    }
  }

  private void syncTook(int buckets, double runningMs) {
    List<Long> counts = new ArrayList<>(syncs.buckets());
    counts.set(buckets, counts.get(buckets) + 100);
    syncs = new SyncTimes.Look(runningMs, 1, 1, counts);
  }

  private String condition() {
    return own.latest().condition();
  }

  @Test
  void aSlowDiskEndsALeadershipThatIsOldEnough() {
    pass(40);
    assertThat(own.latest()).isEqualTo(well(100));
    for (int i = 0; i < 4; i++) {
      syncTook(9, 0);
      pass(1);
    }
    assertThat(condition()).isEqualTo("ailing");
    handovers.expectNoMessage(Duration.ZERO);
    syncTook(9, 0);
    pass(2);
    assertThat(own.latest()).isEqualTo(new Suitability(100, "sick", List.of("slow-disk")));
    assertThat(own.isReluctant("p0")).isTrue();
    Replica.HandOver asked = handovers.receiveMessage();
    assertThat(asked.to()).contains("n2");
    asked.replyTo().tell(new Outcome.Failed("n2 does not answer n1"));
    pass(3);
    Replica.HandOver again = handovers.receiveMessage();
    assertThat(again.to()).as("another one").contains("n3");
    leader = N3;
    again.replyTo().tell(new Outcome.Done(N3));
    pass(40);
    handovers.expectNoMessage(Duration.ZERO);
  }

  @Test
  void whoShouldNotLeadLetsOthersCampaignFirst() {
    pass(7);
    assertThat(own.isReluctant("p0")).isFalse();
    peers = Map.of(N2, well(101), N3, well(100));
    pass(7);
    assertThat(own.isReluctant("p0")).isTrue();
    assertThat(own.isReluctant("p1")).as("whose voters it does not know").isFalse();
    peers = Map.of(N2, new Suitability(101, "ailing", List.of()), N3, well(100));
    pass(2);
    assertThat(own.isReluctant("p0")).isFalse();
  }

  @Test
  void aDiskThatHangsIsSeenWhileItHangs() {
    pass(40);
    syncs = new SyncTimes.Look(1_999, 1, 0, Collections.nCopies(16, 0L));
    pass(2);
    handovers.expectNoMessage(Duration.ZERO);
    syncs = new SyncTimes.Look(2_999, 1, 0, Collections.nCopies(16, 0L));
    pass(2);
    assertThat(own.latest().ailments()).containsExactly("hanging-disk");
    assertThat(handovers.receiveMessage().to()).contains("n2");
  }

  @Test
  void nobodyWhoIsNotWellIsHandedAnything() {
    peers =
        Map.of(
            N2,
            new Suitability(100, "ailing", List.of()),
            N3,
            new Suitability(9, "sick", List.of()));
    pass(40);
    full = true;
    pass(20);
    assertThat(own.latest().ailments()).containsExactly("full-disk");
    handovers.expectNoMessage(Duration.ZERO);
    peers = Map.of(N2, new Suitability(0, "well", List.of()));
    pass(1);
    assertThat(handovers.receiveMessage().to()).contains("n2");
  }

  @Test
  void aReplicaThatIsSilentIsAskedNoMoreForATenure() {
    peers = Map.of(N2, well(101));
    pass(38);
    assertThat(handovers.receiveMessage().to()).contains("n2");
    pass(30);
    handovers.expectNoMessage(Duration.ZERO);
    pass(20);
    assertThat(handovers.receiveMessage().to()).contains("n2");
  }

  @Test
  void aLookThatComesLateIsAPause() {
    for (int i = 0; i < 3; i++) {
      clock.addAndGet(Duration.ofMillis(500).toNanos());
      pass(2);
    }
    assertThat(own.latest().ailments()).containsExactly("pauses");
  }

  @Test
  void settingsThatCannotBeAreRefusedTogether() {
    assertThat(SETTINGS.priority()).isEqualTo(100);
    assertThatThrownBy(
            () ->
                read(
                    "conclave.leadership { priority = 1001, tenure = 0 s, unfit.well-after = 64 }"))
        .hasMessageContaining("conclave.leadership.priority = 1001")
        .hasMessageContaining("conclave.leadership.tenure")
        .hasMessageContaining("conclave.leadership.unfit.well-after");
    assertThatThrownBy(() -> read("conclave.leadership.unfit.pauses.of = 2"))
        .hasMessageContaining("unfit.pauses.looks = 3 must not be above of = 2");
  }
}
