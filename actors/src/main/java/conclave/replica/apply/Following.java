package conclave.replica.apply;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.replica.peers.LocalActors;
import java.time.Duration;

/**
 * Keeps a follower following: asks the replica beside it, and asks again when the feed breaks off,
 * since appliers and replicas come and go. The follower hears another {@link Feed.Opened} each
 * time.
 *
 * <pre>
 *   SEEKING --Opened(source)--> OPEN(source)
 *      ^  each second: Follow      |
 *      +---- source terminated ----+
 * </pre>
 *
 * <p>Lives as a child of its follower, or ends when that ends.
 */
public final class Following extends AbstractBehavior<Object> {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private enum Tick {
    INSTANCE
  }

  /**
   * What is followed.
   *
   * @param group whose replica on this node is asked
   * @param machine the machine's name
   * @param query what the machine is asked at the beginning
   */
  public record Subject(String group, String machine, byte[] query) {}

  private final TimerScheduler<Object> timers;
  private final Subject subject;
  private final ActorRef<Feed> follower;
  private final LocalActors local;

  private Following(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      Subject subject,
      ActorRef<Feed> follower) {
    super(context);
    this.timers = timers;
    this.subject = subject;
    this.follower = follower;
    this.local = new LocalActors(context.getSystem());
  }

  /**
   * @param follower hears the feed; where it is an adapter of the parent's, this ends with the
   *     parent
   */
  public static Behavior<Feed> create(Subject subject, ActorRef<Feed> follower) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers -> new Following(context, timers, subject, follower).seek()))
        .narrow();
  }

  private Following seek() {
    ActorRef<Feed> self = getContext().getSelf().narrow();
    local.replica(subject.group(), new Follow(subject.machine(), subject.query(), self));
    timers.startSingleTimer(Tick.INSTANCE, PATIENCE);
    return this;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.class, this::pass)
        .onMessageEquals(Tick.INSTANCE, this::seek)
        .onSignal(Terminated.class, ended -> seek())
        .build();
  }

  private Behavior<Object> onOpened(Feed.Opened opened) {
    timers.cancel(Tick.INSTANCE);
    getContext().watch(opened.source());
    return pass(opened);
  }

  private Behavior<Object> pass(Feed feed) {
    follower.tell(feed);
    return this;
  }
}
