package conclave.cli.bench;

import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Puts or gets of random keys. */
final class MapWork implements Work {

  private static final String MAP = "bench";
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final Plan plan;
  private final Gateway.Reply[] replies;
  private final RandomGenerator random;
  private final byte[] value;

  /**
   * @param replies by client
   */
  MapWork(Plan plan, Gateway.Reply[] replies, RandomGenerator random) {
    this.plan = plan;
    this.replies = replies;
    this.random = random;
    this.value = new byte[plan.valueBytes()];
  }

  @Override
  public Gateway.Command begin(int client) {
    int key = random.nextInt(plan.keys());
    return plan.op() == Plan.Op.PUT ? put(client, key) : get(client, key);
  }

  Gateway.Command put(int client, int key) {
    byte[] command = new MapCommand.Put(MAP, name(key), value, Condition.ANY).encode();
    return new Gateway.Execute(MapTable.NAME, command, WITHIN, Optional.empty(), replies[client]);
  }

  private Gateway.Command get(int client, int key) {
    byte[] query = new MapQuery.Get(MAP, name(key)).encode();
    return new Gateway.Ask(MapTable.NAME, query, true, WITHIN, replies[client]);
  }

  private static String name(int key) {
    return "key-" + key;
  }

  /** It succeeded where it was written, or found. */
  @Override
  public Step heard(int client, Outcome<byte[]> outcome) {
    if (!(outcome instanceof Outcome.Done<byte[]> done)) {
      return Step.over(false);
    }
    try {
      MapReply reply = MapReply.decode(done.value());
      return Step.over(reply instanceof MapReply.Written || reply instanceof MapReply.Found);
    } catch (MalformedException e) {
      return Step.over(false); // an answer that cannot be read is an error like any other
    }
  }
}
