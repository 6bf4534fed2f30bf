package conclave.coordination;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.election.LeaderElection;
import conclave.history.model.LockCall;
import conclave.history.model.LockResult;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Campaigns, leads for a while, resigns and campaigns again. Each leadership is recorded as a grant
 * to an owner of its own.
 */
final class CampaignClient extends AbstractBehavior<Object> {

  record Setup(String name, String election, ActorRef<LeaderElection.Command> target, Load load) {}

  private enum Tick {
    RESIGN
  }

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final SplittableRandom random;
  private long turn;
  private long leads;
  private int expiry;
  private boolean resigning;
  private Load.Operation operation;

  private CampaignClient(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.timers = timers;
    this.random = new SplittableRandom(setup.name().hashCode());
    setup.load().clients.incrementAndGet();
    campaign();
  }

  static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new CampaignClient(context, timers, setup)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LeaderElection.Elected.class, this::onElected)
        .onMessage(LeaderElection.Deposed.class, this::onDeposed)
        .onMessage(LeaderElection.Closed.class, this::onClosed)
        .onMessage(LeaderElection.Rejected.class, this::onRejected)
        .onMessageEquals(Tick.RESIGN, this::onResign)
        .build();
  }

  private void campaign() {
    ActorRef<LeaderElection.Event> self = getContext().getSelf().narrow();
    await();
    resigning = false;
    setup.target().tell(new LeaderElection.Campaign(setup.election(), setup.name(), self));
  }

  /** From now on it may be elected, until the campaign is closed. */
  private void await() {
    String owner = setup.name() + "-" + turn++;
    expiry = setup.load().mayRunOut(setup.election(), owner);
    operation = setup.load().begin(new LockCall.Acquire(setup.election(), owner));
  }

  private void complain(Object event) {
    setup.load().complaints.add("%s, leading %d, heard %s".formatted(setup.name(), leads, event));
  }

  private Behavior<Object> onElected(LeaderElection.Elected elected) {
    if (leads != 0) {
      complain(elected);
    }
    leads = elected.epoch();
    operation.answered(setup.load().granted, new LockResult.Granted(leads));
    if (!resigning) {
      timers.startSingleTimer(Tick.RESIGN, Duration.ofMillis(5 + random.nextInt(40)));
    }
    return this;
  }

  private Behavior<Object> onResign() {
    resigning = true;
    setup.target().tell(new LeaderElection.Resign(setup.election(), setup.name()));
    return this;
  }

  private Behavior<Object> onDeposed(LeaderElection.Deposed deposed) {
    if (leads != deposed.epoch()) {
      complain(deposed);
    }
    leads = 0;
    if (deposed.reason().equals("it resigned")) {
      setup.load().ended.incrementAndGet();
      setup.load().hasEnded(expiry);
    } else {
      setup.load().lost.incrementAndGet();
    }
    timers.cancel(Tick.RESIGN);
    await();
    return this;
  }

  private Behavior<Object> onClosed(LeaderElection.Closed closed) {
    if (!resigning || leads != 0) {
      complain(closed);
    }
    operation.notDone();
    setup.load().didNotRunOut(expiry);
    if (setup.load().stopping) {
      setup.load().clients.decrementAndGet();
      return Behaviors.stopped();
    }
    campaign();
    return this;
  }

  private Behavior<Object> onRejected(LeaderElection.Rejected rejected) {
    complain(rejected);
    return this;
  }
}
