package conclave.election;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Runs a behaviour on one node at a time: campaigns, spawns the work when it is elected, and stops
 * it when it is deposed. Spawn it on every node that may do the work.
 *
 * <pre>
 *   CAMPAIGNING --Elected(epoch)--> the work runs --Deposed--> it is stopped --> CAMPAIGNING
 *                                      |  `--it failed: resigns, campaigns again after a second
 *                                      `--it ended: resigns, over
 * </pre>
 *
 * <p>{@link Stop} ends the work before the leadership is given back, so that there is no overlap;
 * so does the end of this actor, but without waiting. A leader that is cut off or was paused learns
 * it late: until the work has handled the message that it is at, another may be at work, and only
 * the epoch tells them apart. Names that are wrong make it fail with an IllegalArgumentException.
 */
public final class RunOnLeader extends AbstractBehavior<Object> {

  /** What it can be told. */
  public sealed interface Command {}

  /** Ends the work, then resigns, then ends. */
  public enum Stop implements Command {
    INSTANCE
  }

  private enum Again {
    INSTANCE
  }

  /** The work ends by itself: it is done, whatever is told meanwhile. */
  private enum Done {
    INSTANCE
  }

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Should its request have been lost, it is made again after so long; else this is of no harm. */
  private static final Duration REMINDER = Duration.ofSeconds(10);

  /**
   * Where it campaigns.
   *
   * @param election 1 to 1,024 bytes of UTF-8, the same on all nodes
   * @param candidate 1 to 224 bytes of UTF-8; what observers are shown, such as the node's name
   */
  public record Setup(
      ActorRef<LeaderElection.Command> elections, String election, String candidate) {}

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final LongFunction<? extends Behavior<?>> work;
  private Optional<ActorRef<?>> worker = Optional.empty();
  private Optional<Long> elected = Optional.empty();
  private boolean campaigning;
  private boolean resigning;
  private boolean workEnds;
  private boolean done;
  private boolean over;

  private RunOnLeader(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      Setup setup,
      LongFunction<? extends Behavior<?>> work) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.work = work;
    campaign();
  }

  /**
   * @param work what to run in an epoch: everything it changes elsewhere should carry the epoch
   */
  public static Behavior<Command> create(Setup setup, LongFunction<? extends Behavior<?>> work) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new RunOnLeader(context, timers, setup, work)))
        .narrow();
  }

  private Behavior<Object> campaign() {
    campaigning = true;
    timers.startSingleTimer(Again.INSTANCE, REMINDER);
    setup
        .elections()
        .tell(
            new LeaderElection.Campaign(
                setup.election(), setup.candidate(), getContext().getSelf().narrow()));
    return this;
  }

  private Behavior<Object> resign() {
    resigning = true;
    timers.startSingleTimer(Again.INSTANCE, REMINDER);
    setup.elections().tell(new LeaderElection.Resign(setup.election(), setup.candidate()));
    return this;
  }

  private Behavior<Object> onAgain() {
    if (resigning) {
      return resign();
    }
    return over ? this : campaign();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LeaderElection.Elected.class, this::onElected)
        .onMessage(LeaderElection.Deposed.class, deposed -> onDeposed())
        .onMessage(LeaderElection.Closed.class, this::onClosed)
        .onMessage(LeaderElection.Rejected.class, this::onRejected)
        .onMessageEquals(Again.INSTANCE, this::onAgain)
        .onMessageEquals(Done.INSTANCE, this::onDone)
        .onMessageEquals(Stop.INSTANCE, this::onStop)
        .onSignal(ChildFailed.class, failed -> onWorkEnded(true))
        .onSignal(Terminated.class, ended -> onWorkEnded(false))
        .build();
  }

  /** What runs for a former epoch must have ended before. Who has resigned works no more. */
  private Behavior<Object> onElected(LeaderElection.Elected event) {
    if (resigning) {
      return this;
    }
    timers.cancel(Again.INSTANCE);
    elected = Optional.of(event.epoch());
    return runIfElected();
  }

  private Behavior<Object> runIfElected() {
    if (elected.isPresent() && worker.isEmpty() && !over) {
      ActorRef<Object> self = getContext().getSelf();
      Behavior<Object> begun = OwnEnd.of(work.apply(elected.get()), () -> self.tell(Done.INSTANCE));
      ActorRef<?> spawned = getContext().spawn(begun, "epoch-" + elected.get());
      getContext().watch(spawned);
      worker = Optional.of(spawned);
    }
    return this;
  }

  private Behavior<Object> onDeposed() {
    elected = Optional.empty();
    timers.startSingleTimer(Again.INSTANCE, REMINDER);
    endWork();
    return this;
  }

  private void endWork() {
    workEnds = worker.isPresent();
    worker.ifPresent(getContext()::stop);
  }

  private Behavior<Object> onDone() {
    done = true;
    return this;
  }

  /** Work that failed leaves the next try to others; that which is done is not begun again. */
  private Behavior<Object> onWorkEnded(boolean failed) {
    boolean byItself = done || !workEnds;
    worker = Optional.empty();
    workEnds = false;
    if (byItself) {
      over |= done || !failed;
      elected = Optional.empty();
    }
    if (over && !campaigning) {
      return Behaviors.stopped();
    }
    if (over || byItself) {
      resign();
    }
    return runIfElected();
  }

  /** Another campaign under this name means that this one is wanted no more. */
  private Behavior<Object> onClosed(LeaderElection.Closed closed) {
    if (over || closed.reason() == LeaderElection.Closed.Reason.REPLACED) {
      return Behaviors.stopped();
    }
    resigning = false;
    return campaignSoon();
  }

  private Behavior<Object> onRejected(LeaderElection.Rejected rejected) {
    if (rejected.reason() == Outcome.Reason.INVALID) {
      throw new IllegalArgumentException(rejected.message());
    }
    return over ? Behaviors.stopped() : campaignSoon();
  }

  private Behavior<Object> campaignSoon() {
    campaigning = false;
    resigning = false;
    timers.startSingleTimer(Again.INSTANCE, PAUSE);
    return this;
  }

  private Behavior<Object> onStop() {
    over = true;
    if (!campaigning) {
      return Behaviors.stopped();
    }
    endWork();
    if (worker.isEmpty()) {
      resign();
    }
    return this;
  }
}
