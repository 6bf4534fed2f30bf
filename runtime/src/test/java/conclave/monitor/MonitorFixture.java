package conclave.monitor;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.monitor.NodeMonitor.Sightings;
import conclave.monitor.alarm.AlarmKind;
import conclave.monitor.alarm.Threshold;
import conclave.raft.log.NodeId;
import conclave.replica.kit.time.HandScheduler;
import conclave.replica.supervision.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A monitor of node n1 whose time, links and figures a test has in hand; n2 is a member too. */
final class MonitorFixture implements AutoCloseable {

  static final NodeId SELF = new NodeId("n1", 1);
  static final NodeId OTHER = new NodeId("n2", 2);
  static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Of the processors after three seconds, of syncs after two, of silence at once. */
  static final MonitorSettings SETTINGS =
      new MonitorSettings(
          INTERVAL,
          3,
          List.of(
              new Threshold(AlarmKind.CPU, 0.9, 0.8, nanos(3), nanos(2)),
              new Threshold(AlarmKind.FSYNC, 500, 200, nanos(2), nanos(2)),
              new Threshold(AlarmKind.PAUSE, 1_000, 500, 0, nanos(2)),
              new Threshold(AlarmKind.UNREACHABLE, 1, 0, 0, 0)));

  record Sent(NodeId to, Heartbeat heartbeat) {}

  final ActorTestKit kit =
      ActorTestKit.create(HandScheduler.config().withFallback(ManualTime.config()));
  final AtomicLong clock = new AtomicLong(-7_000_000_000L);
  final Set<NodeId> members = ConcurrentHashMap.newKeySet();
  final TestProbe<Sent> sent = kit.createTestProbe();
  final FakeProbe probe = new FakeProbe();
  final MonitorBoard board = new MonitorBoard(SELF, clock::get);
  final ActorRef<NodeMonitor.Command> monitor;
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<Sightings> answers = kit.createTestProbe();

  MonitorFixture() {
    members.addAll(List.of(SELF, OTHER));
    monitor =
        kit.spawn(
            NodeMonitor.create(
                new NodeMonitor.Setup(
                    SELF,
                    () -> members,
                    (to, heartbeat) -> sent.ref().tell(new Sent(to, heartbeat)),
                    probe,
                    clock::get,
                    SETTINGS,
                    board,
                    new Backoff(Duration.ofMillis(10), Duration.ofMillis(20)))));
  }

  private static long nanos(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** So many intervals pass, and the actor sees each beat; the clock goes ahead of the timers. */
  void pass(int intervals) {
    for (int i = 0; i < intervals; i++) {
      beats(INTERVAL.dividedBy(SETTINGS.beat()));
      time.timePasses(INTERVAL);
      sightings();
    }
  }

  private void beats(long count) {
    for (long i = 0; i < count; i++) {
      clock.addAndGet(SETTINGS.beat().toNanos());
      sightings();
    }
  }

  /** Meanwhile the process did not run; then it does until the next tick. */
  void sleep(Duration all) {
    clock.addAndGet(all.toNanos());
    sightings();
    beats(INTERVAL.dividedBy(SETTINGS.beat()) - 1);
    time.timePasses(INTERVAL);
    sightings();
  }

  /** The answer says that all before it was taken. */
  List<Sighting> sightings() {
    monitor.tell(new NodeMonitor.GetSightings(answers.ref()));
    return answers.receiveMessage().nodes();
  }

  Sighting seen(NodeId node) {
    return sightings().stream().filter(s -> s.node().equals(node)).findFirst().orElseThrow();
  }

  void hears(Vitals vitals, long ageMs) {
    monitor.tell(new Heartbeat(OTHER, vitals, ageMs));
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
