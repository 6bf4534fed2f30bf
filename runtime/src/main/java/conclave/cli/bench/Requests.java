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

/** The requests of a plan, and whether an answer is a success. */
final class Requests {

  private static final String MAP = "bench";
  private static final Duration WITHIN = Duration.ofSeconds(5);

  private final byte[] value;

  Requests(int valueBytes) {
    value = new byte[valueBytes];
  }

  Gateway.Command put(int key, Gateway.Reply reply) {
    byte[] command = new MapCommand.Put(MAP, name(key), value, Condition.ANY).encode();
    return new Gateway.Execute(MapTable.NAME, command, WITHIN, Optional.empty(), reply);
  }

  Gateway.Command get(int key, Gateway.Reply reply) {
    byte[] query = new MapQuery.Get(MAP, name(key)).encode();
    return new Gateway.Ask(MapTable.NAME, query, true, WITHIN, reply);
  }

  private static String name(int key) {
    return "key-" + key;
  }

  /** Whether it was written, or found. */
  static boolean succeeded(Outcome<byte[]> outcome) {
    if (!(outcome instanceof Outcome.Done<byte[]> done)) {
      return false;
    }
    try {
      MapReply reply = MapReply.decode(done.value());
      return reply instanceof MapReply.Written || reply instanceof MapReply.Found;
    } catch (MalformedException e) {
      return false; // an answer that cannot be read is an error like any other
    }
  }
}
