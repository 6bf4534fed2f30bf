package conclave.testkit;

import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.testkit.time.VirtualTime;
import java.util.Optional;

/**
 * One map of an {@link InMemoryCluster}, read and written from outside of the nodes, as it is in
 * the cluster now.
 */
public final class MapProbe {

  private final VirtualTime time;
  private final Group group;
  private final String map;

  MapProbe(VirtualTime time, Group group, String map) {
    this.time = time;
    this.group = group;
    this.map = map;
  }

  /** The key's value; empty where it is absent. */
  public Optional<byte[]> get(String key) {
    return found(key).map(MapReply.Found::value);
  }

  /** The key's version; 0 where it is absent. */
  public long version(String key) {
    return found(key).map(MapReply.Found::version).orElse(0L);
  }

  private Optional<MapReply.Found> found(String key) {
    byte[] query = new MapQuery.Get(map, key).encode();
    MapReply reply = decoded(time.call(() -> group.query(MapTable.NAME, query)));
    return reply instanceof MapReply.Found found ? Optional.of(found) : Optional.empty();
  }

  /**
   * Another client writes the key.
   *
   * @return its new version
   * @throws IllegalStateException if there is no majority
   */
  public long put(String key, byte[] value) {
    MapReply reply = execute(new MapCommand.Put(map, key, value, Condition.ANY));
    if (reply instanceof MapReply.Written written) {
      return written.version();
    }
    throw new IllegalStateException("map " + map + " did not take " + key + ": " + reply);
  }

  /**
   * Another client removes the key. Whether it was there.
   *
   * @throws IllegalStateException if there is no majority
   */
  public boolean delete(String key) {
    return execute(new MapCommand.Delete(map, key, Condition.ANY)) instanceof MapReply.Deleted;
  }

  private MapReply execute(MapCommand command) {
    return decoded(time.call(() -> group.execute(MapTable.NAME, command.encode())));
  }

  private static MapReply decoded(byte[] reply) {
    try {
      return MapReply.decode(reply);
    } catch (MalformedException e) {
      throw new IllegalStateException("the map answered " + e.getMessage(), e);
    }
  }
}
