package conclave.samples.leader;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes one report after another, for as long as its node leads. How far it has come is kept in a
 * replicated map, so that the next leader goes on from there, and a former one, which does not know
 * that it is over, cannot.
 *
 * <pre>
 *   look --Found(version)--> put, only over that version --Written--> the report is made --pause--> put
 *     ^                          |
 *     `--Mismatch, Unknown-------+      a greater epoch was found: no more reports
 * </pre>
 */
public final class ReportJob extends AbstractBehavior<Object> {

  /** Where its progress is kept. */
  public static final String MAP = "jobs";

  /** Under which key. */
  public static final String KEY = "reports";

  /**
   * What it is given.
   *
   * @param pause between two reports
   * @param listener hears what happens
   */
  public record Setup(
      String node,
      ActorRef<ReplicatedMap.Command> maps,
      Duration pause,
      ActorRef<Event> listener) {}

  private enum Timer {
    LOOK,
    NEXT
  }

  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final Duration A_MOMENT = Duration.ofMillis(100);

  private final Setup setup;
  private final long epoch;
  private final TimerScheduler<Object> timers;
  private final ActorRef<ReplicatedMap.Reply> self;
  private Condition onlyOver = Condition.ABSENT;
  private Progress latest = Progress.NONE;

  /** A report that was proposed, and may be made or not. */
  private Optional<Progress> proposed = Optional.empty();

  private ReportJob(
      ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup, long epoch) {
    super(context);
    this.setup = setup;
    this.epoch = epoch;
    this.timers = timers;
    this.self = context.getSelf().narrow();
    tell(new Event.Begins(setup.node(), epoch));
    look();
  }

  /** The job of that epoch, for {@link conclave.election.RunOnLeader}. */
  public static Behavior<Void> create(Setup setup, long epoch) {
    return Behaviors.<Object>setup(
            context -> Behaviors.withTimers(timers -> new ReportJob(context, timers, setup, epoch)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicatedMap.NotFound.class, none -> put())
        .onMessage(ReplicatedMap.Found.class, this::onFound)
        .onMessage(ReplicatedMap.Written.class, this::onWritten)
        .onMessage(ReplicatedMap.Mismatch.class, mismatch -> look())
        .onMessage(ReplicatedMap.Rejected.class, rejected -> lookSoon())
        .onMessage(ReplicatedMap.Unknown.class, unknown -> lookSoon())
        .onMessageEquals(Timer.LOOK, this::look)
        .onMessageEquals(Timer.NEXT, this::put)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> look() {
    setup.maps().tell(new ReplicatedMap.Get(MAP, KEY, false, WITHIN, self));
    return this;
  }

  private Behavior<Object> lookSoon() {
    timers.startSingleTimer(Timer.LOOK, A_MOMENT);
    return this;
  }

  /** Somebody of a later epoch was here: this job is late, and soon it will be stopped. */
  private Behavior<Object> onFound(ReplicatedMap.Found found) {
    Progress stored = Progress.decode(found.value());
    if (stored.epoch() > epoch) {
      tell(new Event.TooLate(setup.node(), epoch, stored.epoch()));
      return this;
    }
    if (proposed.isPresent() && proposed.get().equals(stored)) {
      return made(found.version()); // its answer was lost
    }
    onlyOver = Condition.version(found.version());
    latest = stored;
    return put();
  }

  /** The epoch travels with the write, and the write counts only over what was read. */
  private Behavior<Object> put() {
    Progress next = new Progress(epoch, latest.report() + 1);
    proposed = Optional.of(next);
    setup
        .maps()
        .tell(
            new ReplicatedMap.Put(
                MAP, KEY, next.encode(), onlyOver, WITHIN, Optional.empty(), self));
    return this;
  }

  private Behavior<Object> onWritten(ReplicatedMap.Written written) {
    return made(written.version());
  }

  /** Written down first and done then: whatever happens, no report is made twice. */
  private Behavior<Object> made(long version) {
    latest = proposed.orElseThrow();
    proposed = Optional.empty();
    onlyOver = Condition.version(version);
    tell(new Event.Made(setup.node(), epoch, latest.report()));
    timers.startSingleTimer(Timer.NEXT, setup.pause());
    return this;
  }

  private Behavior<Object> onPostStop() {
    tell(new Event.Ends(setup.node(), epoch));
    return this;
  }

  private void tell(Event event) {
    setup.listener().tell(event);
  }
}
