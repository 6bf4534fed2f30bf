package conclave.election;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One campaign of one candidate: wants the lock of its election, over and over, until it resigns.
 *
 * <pre>
 *   WAITING --Held--> LEADING --Lost--> WAITING, as a new owner: each leadership has a new epoch
 *     |  ^               `--Resign--> RESIGNING --Released--> over
 *     |  `--NotHeld: again after a moment
 *     `--Resign--> over: its holder sees that it has gone, and waits no more
 * </pre>
 *
 * <p>If it dies, it is deposed where it led, and its holder gives the lock back.
 */
final class Candidacy extends AbstractBehavior<Object> {

  /** What the election says to it. */
  sealed interface Command {}

  enum Resign implements Command {
    INSTANCE
  }

  private enum Again {
    INSTANCE
  }

  /** It waits for as long as it lives. */
  private static final Duration FOR_EVER = Duration.ofDays(3_650);

  /** Should its request have been lost, it is made again after so long; else this is of no harm. */
  private static final Duration REMINDER = Duration.ofSeconds(10);

  /** The cluster refuses that campaign for good. */
  record Refused(Roster.Entry entry, Locks.Rejected why) {}

  /**
   * What it is given.
   *
   * @param owners gives a name that no other leadership has
   * @param parent hears at most once; then it is over
   */
  record Setup(
      Roster.Entry entry,
      LeaderElection.Setup election,
      Supplier<String> owners,
      ActorRef<Refused> parent) {

    String name() {
      return entry.candidate.election();
    }
  }

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private Optional<LockHandle> leads = Optional.empty();
  private String owner;
  private boolean resigning;

  private Candidacy(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.owner = setup.owners().get();
    ask();
  }

  static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context -> Behaviors.withTimers(timers -> new Candidacy(context, timers, setup)))
        .narrow();
  }

  private Behavior<Object> ask() {
    timers.startSingleTimer(Again.INSTANCE, REMINDER);
    setup
        .election()
        .locks()
        .tell(
            new Locks.Hold(
                setup.entry().candidate.lock(),
                owner,
                setup.election().settings().ttl(),
                FOR_EVER,
                getContext().getSelf().narrow()));
    return this;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LockHolder.Held.class, this::onHeld)
        .onMessage(LockHolder.NotHeld.class, this::onNotHeld)
        .onMessage(LockHolder.Lost.class, lost -> onDeposed(lost.reason()))
        .onMessage(LockHolder.Released.class, released -> onDeposed("it resigned"))
        .onMessageEquals(Again.INSTANCE, this::ask)
        .onMessageEquals(Resign.INSTANCE, this::onResign)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> onHeld(LockHolder.Held held) {
    timers.cancel(Again.INSTANCE);
    leads = Optional.of(held.handle());
    setup.entry().listener.tell(new LeaderElection.Elected(setup.name(), held.handle().token()));
    return this;
  }

  /** What is unknown is asked again as it is: whoever was granted the lock then has it. */
  private Behavior<Object> onNotHeld(LockHolder.NotHeld notHeld) {
    if (notHeld.why() instanceof Locks.Rejected rejected
        && rejected.reason() == Outcome.Reason.INVALID) {
      setup.parent().tell(new Refused(setup.entry(), rejected));
      return Behaviors.stopped();
    }
    timers.startSingleTimer(Again.INSTANCE, setup.election().settings().retry());
    return this;
  }

  private Behavior<Object> onDeposed(String reason) {
    tellDeposed(reason);
    if (resigning) {
      return Behaviors.stopped();
    }
    owner = setup.owners().get();
    return ask();
  }

  private void tellDeposed(String reason) {
    leads.ifPresent(
        handle ->
            setup
                .entry()
                .listener
                .tell(new LeaderElection.Deposed(setup.name(), handle.token(), reason)));
    leads = Optional.empty();
  }

  /** The leader is deposed once it gave the lock back. */
  private Behavior<Object> onResign() {
    if (leads.isEmpty()) {
      return Behaviors.stopped();
    }
    resigning = true;
    leads.get().release();
    return this;
  }

  private Behavior<Object> onPostStop() {
    tellDeposed("its campaign was stopped");
    return this;
  }
}
