package conclave.testkit.example;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.replica.gateway.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An actor of an application, for one change: adds one to a number in a replicated map, however
 * many others do so at the same time.
 */
final class Increment extends AbstractBehavior<ReplicatedMap.Reply> {

  /** What became of it. */
  sealed interface Result {}

  /** It was counted, once. */
  record Counted(long total) implements Result {}

  /** It was certainly not counted. */
  record NotCounted(String why) implements Result {}

  /** It was counted once, or not at all. */
  record NobodyKnows(String why) implements Result {}

  static final String MAP = "counters";
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final int TRIES = 3;

  private final ActorRef<ReplicatedMap.Command> maps;
  private final String key;
  private final ActorRef<Result> replyTo;
  private long next;
  private Condition condition = Condition.ABSENT;
  private int tries;

  private Increment(
      ActorContext<ReplicatedMap.Reply> context,
      ActorRef<ReplicatedMap.Command> maps,
      String key,
      ActorRef<Result> replyTo) {
    super(context);
    this.maps = maps;
    this.key = key;
    this.replyTo = replyTo;
    read();
  }

  /**
   * @param maps those of the node's services
   */
  static Behavior<ReplicatedMap.Reply> create(
      ActorRef<ReplicatedMap.Command> maps, String key, ActorRef<Result> replyTo) {
    return Behaviors.setup(context -> new Increment(context, maps, key, replyTo));
  }

  private Behavior<ReplicatedMap.Reply> read() {
    maps.tell(new ReplicatedMap.Get(MAP, key, false, WITHIN, getContext().getSelf()));
    return this;
  }

  private Behavior<ReplicatedMap.Reply> write(Optional<RequestId> retryOf) {
    byte[] value = Long.toString(next).getBytes(StandardCharsets.UTF_8);
    maps.tell(
        new ReplicatedMap.Put(MAP, key, value, condition, WITHIN, retryOf, getContext().getSelf()));
    return this;
  }

  @Override
  public Receive<ReplicatedMap.Reply> createReceive() {
    return newReceiveBuilder()
        .onMessage(ReplicatedMap.Found.class, this::onFound)
        .onMessage(ReplicatedMap.NotFound.class, absent -> onAbsent())
        .onMessage(ReplicatedMap.Written.class, written -> end(new Counted(next)))
        .onMessage(ReplicatedMap.Mismatch.class, mismatch -> read()) // somebody was quicker
        .onMessage(ReplicatedMap.Rejected.class, no -> end(new NotCounted(no.message())))
        .onMessage(ReplicatedMap.Unknown.class, this::onUnknown)
        .build();
  }

  private Behavior<ReplicatedMap.Reply> onFound(ReplicatedMap.Found found) {
    next = Long.parseLong(new String(found.value(), StandardCharsets.UTF_8)) + 1;
    condition = Condition.version(found.version());
    return write(Optional.empty());
  }

  private Behavior<ReplicatedMap.Reply> onAbsent() {
    next = 1;
    condition = Condition.ABSENT;
    return write(Optional.empty());
  }

  /** The same request again is done at most once all in all. */
  private Behavior<ReplicatedMap.Reply> onUnknown(ReplicatedMap.Unknown unknown) {
    boolean again = unknown.retry().isPresent() && ++tries < TRIES;
    return again ? write(unknown.retry()) : end(new NobodyKnows(unknown.message()));
  }

  private Behavior<ReplicatedMap.Reply> end(Result result) {
    replyTo.tell(result);
    return Behaviors.stopped();
  }
}
