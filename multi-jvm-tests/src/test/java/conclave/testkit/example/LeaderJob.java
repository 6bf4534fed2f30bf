package conclave.testkit.example;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.election.LeaderElection;
import conclave.node.ClusterServices;
import java.time.Duration;

/** An actor of an application: does something each minute, on one node of the cluster. */
final class LeaderJob extends AbstractBehavior<Object> {

  /** It was done once more, as the leader of that epoch. */
  record Ran(String candidate, long epoch) {}

  private enum Run {
    INSTANCE
  }

  static final String ELECTION = "minutely";

  private final TimerScheduler<Object> timers;
  private final String candidate;
  private final ActorRef<Ran> report;
  private long epoch;

  private LeaderJob(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      ClusterServices cluster,
      ActorRef<Ran> report) {
    super(context);
    this.timers = timers;
    this.candidate = context.getSelf().path().name();
    this.report = report;
    ActorRef<LeaderElection.Event> self = context.getSelf().narrow();
    cluster.elections().tell(new LeaderElection.Campaign(ELECTION, candidate, self));
  }

  /** Its name is the candidate. */
  static Behavior<Void> create(ClusterServices cluster, ActorRef<Ran> report) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new LeaderJob(context, timers, cluster, report)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LeaderElection.Elected.class, this::onElected)
        .onMessage(LeaderElection.Deposed.class, this::onDeposed)
        .onMessage(LeaderElection.Closed.class, closed -> Behaviors.stopped())
        .onMessageEquals(Run.INSTANCE, this::run)
        .build();
  }

  private Behavior<Object> onElected(LeaderElection.Elected elected) {
    epoch = elected.epoch();
    timers.startTimerWithFixedDelay(Run.INSTANCE, Duration.ofMinutes(1));
    return this;
  }

  private Behavior<Object> onDeposed(LeaderElection.Deposed deposed) {
    timers.cancel(Run.INSTANCE);
    return this;
  }

  private Behavior<Object> run() {
    report.tell(new Ran(candidate, epoch));
    return this;
  }
}
