package conclave.sim.client;

import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.sim.world.Invariants;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What one client does: reads, writes, compares and deletes over a few keys, each value once. */
public final class Workload {

  private static final int KEYS = 5;

  private final String client;
  private final RandomGenerator random;
  private final Map<MapCall.Key, Long> versions = new HashMap<>();
  private int written;

  public Workload(String client, RandomGenerator random) {
    this.client = client;
    this.random = random;
  }

  public MapCall next() {
    MapCall.Key key = new MapCall.Key("m", "k" + random.nextInt(KEYS));
    int dice = random.nextInt(100);
    if (dice < 40) {
      return new MapCall.Get(key);
    }
    if (dice < 70) {
      return new MapCall.Put(key, value());
    }
    if (dice < 92) {
      return new MapCall.CompareAndSet(key, versions.getOrDefault(key, MapCall.ABSENT), value());
    }
    return new MapCall.Delete(key);
  }

  private String value() {
    return client + "." + ++written + "x".repeat(random.nextInt(40));
  }

  public static byte[] query(MapCall.Get get) {
    return new MapQuery.Get(get.key().map(), get.key().name()).encode();
  }

  public static byte[] command(MapCall call) {
    String map = call.key().map();
    String key = call.key().name();
    if (call instanceof MapCall.Put put) {
      return new MapCommand.Put(map, key, utf8(put.value()), Condition.ANY).encode();
    }
    if (call instanceof MapCall.CompareAndSet cas) {
      Condition condition =
          cas.expected() == MapCall.ABSENT ? Condition.ABSENT : Condition.version(cas.expected());
      return new MapCommand.Put(map, key, utf8(cas.value()), condition).encode();
    }
    return new MapCommand.Delete(map, key, Condition.ANY).encode();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static Result decode(byte[] bytes) {
    try {
      return Result.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What the reply says, and remembers the version for the next compare. */
  public MapResult seen(MapCall call, byte[] bytes) {
    MapReply reply;
    try {
      reply = MapReply.decode(bytes);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
    if (reply instanceof MapReply.Written written) {
      versions.put(call.key(), written.version());
      return new MapResult.Changed(written.version());
    }
    if (reply instanceof MapReply.Deleted deleted) {
      versions.remove(call.key());
      return new MapResult.Changed(deleted.version());
    }
    if (reply instanceof MapReply.Mismatch mismatch) {
      versions.put(call.key(), mismatch.version());
      return new MapResult.Mismatch(mismatch.version());
    }
    if (reply instanceof MapReply.Found found) {
      versions.put(call.key(), found.version());
      return new MapResult.Found(
          new String(found.value(), StandardCharsets.UTF_8), found.version());
    }
    if (reply instanceof MapReply.NotFound) {
      versions.remove(call.key());
      return new MapResult.Missing();
    }
    throw new Invariants.Broken(client + " was answered " + reply + " to " + call);
  }
}
