package conclave.node.serving;

import akka.actor.typed.ActorRef;
import conclave.http.Condition;
import conclave.http.EntryKey;
import conclave.http.MapOutcome;
import conclave.http.MapService;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapCommand;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Maps as HTTP asks for them, over this node's gateway to the group that holds them. */
public final class GatewayMaps implements MapService {

  private final ActorRef<Gateway.Command> gateway;

  /**
   * @param gateway the way to the group that holds the maps
   */
  public GatewayMaps(ActorRef<Gateway.Command> gateway) {
    this.gateway = gateway;
  }

  @Override
  public CompletionStage<MapOutcome> put(EntryKey key, byte[] value, Terms terms) {
    return execute(new MapCommand.Put(key.map(), key.key(), value, of(terms.condition())), terms);
  }

  @Override
  public CompletionStage<MapOutcome> delete(EntryKey key, Terms terms) {
    return execute(new MapCommand.Delete(key.map(), key.key(), of(terms.condition())), terms);
  }

  @Override
  public CompletionStage<MapOutcome> get(EntryKey key, Consistency consistency, Duration deadline) {
    boolean linearizable = consistency == Consistency.LINEARIZABLE;
    byte[] query = new MapQuery.Get(key.map(), key.key()).encode();
    return ask(reply -> new Gateway.Ask(MapTable.NAME, query, linearizable, deadline, reply));
  }

  @Override
  public CompletionStage<MapOutcome> getSince(EntryKey key, long version, Duration deadline) {
    byte[] query = new MapQuery.GetSince(key.map(), key.key(), version).encode();
    return ask(
        reply ->
            new Gateway.AskSince(
                new Gateway.Ask(MapTable.NAME, query, false, deadline, reply), MapReply::isBehind));
  }

  private CompletionStage<MapOutcome> execute(MapCommand command, Terms terms) {
    return ask(
        reply ->
            new Gateway.Execute(
                    MapTable.NAME, command.encode(), terms.deadline(), Optional.empty(), reply)
                .under(terms.key()));
  }

  private CompletionStage<MapOutcome> ask(Function<Gateway.Reply, Gateway.Command> request) {
    CompletableFuture<MapOutcome> answer = new CompletableFuture<>();
    gateway.tell(request.apply(outcome -> answer.complete(outcome(outcome))));
    return answer;
  }

  private static conclave.map.table.Condition of(Condition condition) {
    if (condition instanceof Condition.AtVersion at) {
      return conclave.map.table.Condition.version(at.version());
    }
    return condition instanceof Condition.Absent
        ? conclave.map.table.Condition.ABSENT
        : conclave.map.table.Condition.ANY;
  }

  private static MapOutcome outcome(Outcome<byte[]> outcome) {
    if (outcome instanceof Outcome.Done<byte[]> done) {
      return decoded(done.value());
    }
    if (outcome instanceof Outcome.Rejected<byte[]> rejected) {
      return rejected(rejected);
    }
    Outcome.Unknown<byte[]> unknown = (Outcome.Unknown<byte[]>) outcome;
    return new MapOutcome.Unavailable(false, unknown.message());
  }

  private static MapOutcome rejected(Outcome.Rejected<byte[]> rejected) {
    return switch (rejected.reason()) {
      case KEY_USED -> new MapOutcome.KeyReused();
      case OVERLOADED -> new MapOutcome.Overloaded(rejected.message());
      case NO_SPACE, NO_LEADER, INVALID, ENDED ->
          new MapOutcome.Unavailable(true, rejected.message());
    };
  }

  private static MapOutcome decoded(byte[] bytes) {
    MapReply reply;
    try {
      reply = MapReply.decode(bytes);
    } catch (MalformedException e) {
      return new MapOutcome.Unavailable(
          false, "the map answered in another format: " + e.getMessage());
    }
    if (reply instanceof MapReply.Written written) {
      return new MapOutcome.Written(written.version());
    }
    if (reply instanceof MapReply.Deleted deleted) {
      return new MapOutcome.Written(deleted.version());
    }
    if (reply instanceof MapReply.Found found) {
      return new MapOutcome.Found(found.version(), found.value());
    }
    if (reply instanceof MapReply.Mismatch mismatch) {
      return new MapOutcome.Mismatch(mismatch.version());
    }
    if (reply instanceof MapReply.Behind behind) {
      return new MapOutcome.Unavailable(
          true, "no change has that version yet: the latest one has " + behind.version());
    }
    return reply instanceof MapReply.NotFound
        ? new MapOutcome.NotFound()
        : new MapOutcome.Overloaded("the map takes no more: " + reply);
  }
}
