package conclave.map;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.InternalApi;
import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.gateway.RequestId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Named maps from text to bytes, replicated: what was {@link Written} survives every minority of
 * crashed nodes, and a {@link Get} sees everything that was answered before it was asked.
 *
 * <p>Every request gets exactly one {@link Reply}, by its deadline or a moment after it. Holds no
 * state: if it dies, requests in its mailbox are lost and nothing else.
 */
public final class ReplicatedMap {

  /**
   * What can be asked. Names and keys have 1 to 1,024 bytes of UTF-8, values up to 1 MiB less 4
   * KiB.
   */
  public sealed interface Command {
    ActorRef<Reply> replyTo();
  }

  /**
   * Writes a value. Answered by Written, Mismatch, Rejected or Unknown.
   *
   * @param within after so long it is answered in any case; up to a day, else it is rejected
   * @param retryOf what {@link Unknown} said, if this is the same request again
   */
  public record Put(
      String map,
      String key,
      byte[] value,
      Condition condition,
      Duration within,
      Optional<RequestId> retryOf,
      ActorRef<Reply> replyTo)
      implements Command {
    public Put {
      Objects.requireNonNull(map, "map");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(retryOf, "retryOf");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /**
   * Removes a key. Answered by Deleted, NotFound, Mismatch, Rejected or Unknown.
   *
   * @param retryOf what {@link Unknown} said, if this is the same request again
   */
  public record Delete(
      String map,
      String key,
      Condition condition,
      Duration within,
      Optional<RequestId> retryOf,
      ActorRef<Reply> replyTo)
      implements Command {
    public Delete {
      Objects.requireNonNull(map, "map");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(retryOf, "retryOf");
      Objects.requireNonNull(replyTo, "replyTo");
    }

    public Delete(String map, String key, Duration within, ActorRef<Reply> replyTo) {
      this(map, key, Condition.ANY, within, Optional.empty(), replyTo);
    }
  }

  /**
   * Reads a key. Answered by Found, NotFound or Rejected.
   *
   * @param stale whether the local copy is good enough, however old
   */
  public record Get(String map, String key, boolean stale, Duration within, ActorRef<Reply> replyTo)
      implements Command {
    public Get {
      Objects.requireNonNull(map, "map");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /**
   * Reads a key of the local copy, once that has the change with this version, of whatever key in
   * whatever map; so whoever asks with the version that its own write was given sees that write. It
   * may miss later ones. Where the local copy is behind, it is a linearizable read. Answered by
   * Found, NotFound or Rejected.
   *
   * @param version 1 or more, of {@link Written} or {@link Deleted}
   */
  public record GetSince(
      String map, String key, long version, Duration within, ActorRef<Reply> replyTo)
      implements Command {
    public GetSince {
      Objects.requireNonNull(map, "map");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /** What became of a request. */
  public sealed interface Reply {}

  /** The key has the value, under this new version. */
  public record Written(long version) implements Reply {}

  /** Not done: the key has this version, 0 where it is absent. */
  public record Mismatch(long version) implements Reply {}

  /** The key is absent. */
  public record NotFound() implements Reply {}

  /** The key's value and the version that wrote it. */
  public record Found(long version, byte[] value) implements Reply {}

  /** The key is gone; the deletion has this new version. */
  public record Deleted(long version) implements Reply {}

  /** Certainly not done, neither now nor later. */
  public record Rejected(Outcome.Reason reason, String message) implements Reply {}

  /**
   * Maybe done, maybe not, maybe later.
   *
   * @param retry the same request under this name is done at most once all in all; empty where its
   *     fate cannot be found out any more
   */
  public record Unknown(String message, Optional<RequestId> retry) implements Reply {}

  private ReplicatedMap() {}

  /**
   * @param gateway of the group that holds the maps
   */
  @InternalApi
  public static Behavior<Command> create(ActorRef<Gateway.Command> gateway) {
    return Behaviors.receive(Command.class)
        .onMessage(Put.class, put -> pass(put, gateway, () -> execute(put)))
        .onMessage(Delete.class, delete -> pass(delete, gateway, () -> execute(delete)))
        .onMessage(Get.class, get -> pass(get, gateway, () -> ask(get)))
        .onMessage(GetSince.class, get -> pass(get, gateway, () -> ask(get)))
        .build();
  }

  /** A user's mistake is an answer. */
  private static Behavior<Command> pass(
      Command command, ActorRef<Gateway.Command> gateway, Supplier<Gateway.Command> request) {
    try {
      gateway.tell(request.get());
    } catch (IllegalArgumentException e) {
      command.replyTo().tell(new Rejected(Outcome.Reason.INVALID, e.getMessage()));
    }
    return Behaviors.same();
  }

  private static Gateway.Command execute(Put put) {
    MapCommand command = new MapCommand.Put(put.map(), put.key(), put.value(), put.condition());
    return new Gateway.Execute(
        MapTable.NAME,
        command.encode(),
        put.within(),
        put.retryOf(),
        outcome -> put.replyTo().tell(reply(outcome)));
  }

  private static Gateway.Command execute(Delete delete) {
    MapCommand command = new MapCommand.Delete(delete.map(), delete.key(), delete.condition());
    return new Gateway.Execute(
        MapTable.NAME,
        command.encode(),
        delete.within(),
        delete.retryOf(),
        outcome -> delete.replyTo().tell(reply(outcome)));
  }

  private static Gateway.Command ask(Get get) {
    return new Gateway.Ask(
        MapTable.NAME,
        new MapQuery.Get(get.map(), get.key()).encode(),
        !get.stale(),
        get.within(),
        outcome -> get.replyTo().tell(reply(outcome)));
  }

  private static Gateway.Command ask(GetSince get) {
    return new Gateway.AskSince(
        new Gateway.Ask(
            MapTable.NAME,
            new MapQuery.GetSince(get.map(), get.key(), get.version()).encode(),
            false,
            get.within(),
            outcome -> get.replyTo().tell(reply(outcome))),
        MapReply::isBehind);
  }

  private static Reply reply(Outcome<byte[]> outcome) {
    if (outcome instanceof Outcome.Done<byte[]> done) {
      return decoded(done.value());
    }
    if (outcome instanceof Outcome.Rejected<byte[]> rejected) {
      return new Rejected(rejected.reason(), rejected.message());
    }
    Outcome.Unknown<byte[]> unknown = (Outcome.Unknown<byte[]>) outcome;
    return new Unknown(unknown.message(), unknown.retry());
  }

  private static Reply decoded(byte[] bytes) {
    MapReply reply;
    try {
      reply = MapReply.decode(bytes);
    } catch (MalformedException e) {
      return new Unknown(
          "the map answered in an unknown format: " + e.getMessage(), Optional.empty());
    }
    if (reply instanceof MapReply.Written written) {
      return new Written(written.version());
    }
    if (reply instanceof MapReply.Found found) {
      return new Found(found.version(), found.value());
    }
    if (reply instanceof MapReply.Mismatch mismatch) {
      return new Mismatch(mismatch.version());
    }
    if (reply instanceof MapReply.Deleted deleted) {
      return new Deleted(deleted.version());
    }
    if (reply instanceof MapReply.NotFound) {
      return new NotFound();
    }
    if (reply instanceof MapReply.Behind behind) {
      return new Rejected(
          Outcome.Reason.INVALID,
          "no change has that version yet: the latest one has " + behind.version());
    }
    return reply instanceof MapReply.Full
        ? new Rejected(Outcome.Reason.NO_SPACE, "the map is full")
        : new Rejected(Outcome.Reason.INVALID, "the map refused it: " + reply);
  }
}
