package conclave.election;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.lock.table.Space;
import java.util.Optional;

/**
 * One candidate of one election: wants its lock, over and over, until it resigns.
 *
 * <pre>
 *   WAITING --Held--> ELECTED --Lost--> WAITING
 *      ^ `--NotHeld: again after a moment
 * </pre>
 *
 * <p>Ends when it resigned or its listener ended.
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

  private final LeaderElection.Campaign campaign;
  private final ElectionSettings settings;
  private final ActorRef<Locks.Command> locks;
  private final TimerScheduler<Object> timers;
  private Optional<LockHandle> leads = Optional.empty();
  private boolean resigning;

  private Candidacy(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      LeaderElection.Setup setup,
      LeaderElection.Campaign campaign) {
    super(context);
    this.campaign = campaign;
    this.settings = setup.settings();
    this.locks = setup.locks();
    this.timers = timers;
    context.watch(campaign.listener());
    ask();
  }

  static Behavior<Command> create(LeaderElection.Setup setup, LeaderElection.Campaign campaign) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new Candidacy(context, timers, setup, campaign)))
        .narrow();
  }

  /** A candidate that waits asks again before its wait is over, and keeps its place. */
  private void ask() {
    locks.tell(
        new Locks.Hold(
            new LockName(Space.ELECTION, campaign.election()),
            campaign.candidate(),
            settings.ttl(),
            settings.patience(),
            getContext().getSelf().narrow()));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LockHolder.Held.class, this::onHeld)
        .onMessage(LockHolder.NotHeld.class, this::onNotHeld)
        .onMessage(LockHolder.Lost.class, lost -> deposed(lost.reason()))
        .onMessage(LockHolder.Released.class, released -> deposed("it resigned"))
        .onMessageEquals(Again.INSTANCE, this::onAgain)
        .onMessageEquals(Resign.INSTANCE, this::resign)
        .onSignal(Terminated.class, listenerGone -> resign())
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> onHeld(LockHolder.Held held) {
    if (resigning) {
      held.handle().release();
      return this;
    }
    leads = Optional.of(held.handle());
    campaign
        .listener()
        .tell(new LeaderElection.Elected(campaign.election(), held.handle().token()));
    return this;
  }

  private Behavior<Object> onNotHeld(LockHolder.NotHeld notHeld) {
    if (resigning) {
      return Behaviors.stopped();
    }
    boolean refused = !(notHeld.why() instanceof Locks.Locked);
    if (refused) {
      timers.startSingleTimer(Again.INSTANCE, settings.retry());
    } else {
      ask();
    }
    return this;
  }

  private Behavior<Object> onAgain() {
    if (resigning) {
      return Behaviors.stopped();
    }
    ask();
    return this;
  }

  private Behavior<Object> deposed(String reason) {
    tellDeposed(reason);
    if (resigning) {
      return Behaviors.stopped();
    }
    ask();
    return this;
  }

  private void tellDeposed(String reason) {
    leads.ifPresent(
        handle ->
            campaign
                .listener()
                .tell(new LeaderElection.Deposed(campaign.election(), handle.token(), reason)));
    leads = Optional.empty();
  }

  /** The leader is deposed once it gave the lock back; who waits lets its wait run out. */
  private Behavior<Object> resign() {
    resigning = true;
    leads.ifPresent(LockHandle::release);
    return this;
  }

  /** However it ends, its lock is given back, since nobody listens to the holder any more. */
  private Behavior<Object> onPostStop() {
    tellDeposed("the elections of this node were stopped");
    campaign.listener().tell(new LeaderElection.Closed(campaign.election()));
    return this;
  }
}
