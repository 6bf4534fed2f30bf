package conclave.async;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.async.internal.Refusal;
import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Reply;
import conclave.map.table.Condition;
import conclave.replica.gateway.Outcome;
import conclave.replica.gateway.RequestId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A replicated map for code that is no actor; see {@link ReplicatedMap} for what is promised. */
public final class AsyncMap {

  /** The map answers by the deadline or a moment after; this is for when it died meanwhile. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Reply NO_ANSWER =
      new ReplicatedMap.Unknown("the map did not answer", Optional.empty());

  private final Errands errands;
  private final ActorRef<ReplicatedMap.Command> maps;
  private final String name;
  private final Optional<RequestId> retryOf;

  AsyncMap(Errands errands, ActorRef<ReplicatedMap.Command> maps, String name) {
    this(errands, maps, Objects.requireNonNull(name, "name"), Optional.empty());
  }

  private AsyncMap(
      Errands errands,
      ActorRef<ReplicatedMap.Command> maps,
      String name,
      Optional<RequestId> retryOf) {
    this.errands = errands;
    this.maps = maps;
    this.name = name;
    this.retryOf = retryOf;
  }

  /**
   * The same map, for a change that was asked before and answered by {@link ReplicatedMap.Unknown}:
   * asked again here, it is done at most once all in all.
   *
   * @param request what Unknown said
   */
  public AsyncMap retrying(RequestId request) {
    return new AsyncMap(errands, maps, name, Optional.of(request));
  }

  /** Writes a value as it is now, whatever is there. Written, Rejected or Unknown. */
  public CompletionStage<Reply> put(String key, byte[] value, Duration within) {
    return put(key, value, Condition.ANY, within);
  }

  /** Writes a value as it is now under a condition. Written, Mismatch, Rejected or Unknown. */
  public CompletionStage<Reply> put(
      String key, byte[] value, Condition condition, Duration within) {
    byte[] given = value.clone(); // the caller may go on with its array at once
    return change(
        given.length,
        within,
        replyTo -> new ReplicatedMap.Put(name, key, given, condition, within, retryOf, replyTo));
  }

  /** Removes a key. Deleted, NotFound, Rejected or Unknown. */
  public CompletionStage<Reply> delete(String key, Duration within) {
    return delete(key, Condition.ANY, within);
  }

  /** Removes a key under a condition. Deleted, NotFound, Mismatch, Rejected or Unknown. */
  public CompletionStage<Reply> delete(String key, Condition condition, Duration within) {
    return change(
        0,
        within,
        replyTo -> new ReplicatedMap.Delete(name, key, condition, within, retryOf, replyTo));
  }

  /** Reads a key; sees everything that was answered before. Found, NotFound or Rejected. */
  public CompletionStage<Reply> get(String key, Duration within) {
    return get(key, false, within);
  }

  /** Reads this node's copy, however old. Found, NotFound or Rejected. */
  public CompletionStage<Reply> getStale(String key, Duration within) {
    return get(key, true, within);
  }

  /**
   * Reads this node's copy once it has the change with this version, such as one's own last write;
   * see {@link ReplicatedMap.GetSince}. Found, NotFound or Rejected.
   */
  public CompletionStage<Reply> getSince(String key, long version, Duration within) {
    return read(within, replyTo -> new ReplicatedMap.GetSince(name, key, version, within, replyTo));
  }

  private CompletionStage<Reply> get(String key, boolean stale, Duration within) {
    return read(within, replyTo -> new ReplicatedMap.Get(name, key, stale, within, replyTo));
  }

  private CompletionStage<Reply> read(
      Duration within, Function<ActorRef<Reply>, ReplicatedMap.Command> request) {
    Reply late = new ReplicatedMap.Rejected(Outcome.Reason.NO_LEADER, "the map did not answer");
    return ask(
        new Question<>(
            Reply.class,
            0,
            Question.atMost(within).plus(GRACE),
            late,
            AsyncMap::refused,
            replyTo -> maps.tell(request.apply(replyTo))));
  }

  private CompletionStage<Reply> change(
      int bytes, Duration within, Function<ActorRef<Reply>, ReplicatedMap.Command> request) {
    return ask(
        new Question<>(
            Reply.class,
            bytes,
            Question.atMost(within).plus(GRACE),
            NO_ANSWER,
            AsyncMap::refused,
            replyTo -> maps.tell(request.apply(replyTo))));
  }

  private CompletionStage<Reply> ask(Question<Reply> question) {
    return errands.ask(question);
  }

  private static Reply refused(Refusal why) {
    return new ReplicatedMap.Rejected(why.reason(), why.sentence());
  }
}
