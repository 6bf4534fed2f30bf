package conclave.map.table;

import conclave.machine.StateMachine;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Many named maps from text to bytes, each entry with a version.
 *
 * <p>One counter serves all versions: a positive number below 2^53 that grows with every change of
 * any key and never goes back, not by a delete, not by a snapshot (law L10). So a version names one
 * write of one key for ever, and a condition on it cannot be met by a later incarnation of the key.
 *
 * <p>A map exists as long as it has an entry. Everything is sorted: equal states save equal bytes.
 */
public final class MapTable implements StateMachine {

  /** Under this name the machine stands on the logs of its groups. */
  public static final String NAME = "map";

  private static final int FORMAT = 1;

  /** The greatest version; what JSON can carry without loss. */
  static final long MAX_VERSION = (1L << 53) - 1;

  private record Versioned(long version, byte[] value) {}

  private final MapLimits limits;
  private final TreeMap<String, TreeMap<String, Versioned>> maps = new TreeMap<>();
  private long lastVersion;
  private int entries;
  private long bytes;

  /**
   * @param limits the same on every replica
   */
  public MapTable(MapLimits limits) {
    this.limits = limits;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    MapCommand decoded;
    try {
      decoded = MapCommand.decode(command);
    } catch (MalformedException e) {
      return new MapReply.Malformed().encode();
    }
    return execute(decoded).encode();
  }

  @Override
  public boolean settles(byte[] command, byte[] reply) {
    return MapReply.settles(reply);
  }

  @Override
  public void raise(long by) {
    lastVersion = Math.min(MAX_VERSION, lastVersion + by);
  }

  private MapReply execute(MapCommand command) {
    Versioned old = find(command.map(), command.key());
    long actual = old == null ? 0 : old.version();
    if (!command.condition().holds(actual)) {
      return new MapReply.Mismatch(actual);
    }
    if (command instanceof MapCommand.Put put) {
      return fits(put, old) ? write(put) : new MapReply.Full();
    }
    if (old == null) {
      return new MapReply.NotFound();
    }
    return lastVersion < MAX_VERSION ? delete(command) : new MapReply.Full();
  }

  private boolean fits(MapCommand.Put put, Versioned old) {
    if (lastVersion == MAX_VERSION) {
      return false;
    }
    if (old != null) {
      long growth = (long) put.value().length - old.value().length;
      return bytes + growth <= limits.maxBytes();
    }
    long growth = entryCost(put.key(), put.value());
    if (!maps.containsKey(put.map())) {
      growth += mapCost(put.map());
    }
    return entries < limits.maxEntries() && bytes + growth <= limits.maxBytes();
  }

  private MapReply write(MapCommand.Put put) {
    lastVersion++;
    store(put.map(), put.key(), new Versioned(lastVersion, put.value()));
    return new MapReply.Written(lastVersion);
  }

  private void store(String mapName, String key, Versioned entry) {
    TreeMap<String, Versioned> map = maps.get(mapName);
    if (map == null) {
      map = new TreeMap<>();
      maps.put(mapName, map);
      bytes += mapCost(mapName);
    }
    Versioned old = map.put(key, entry);
    bytes += entryCost(key, entry.value());
    if (old == null) {
      entries++;
    } else {
      bytes -= entryCost(key, old.value());
    }
  }

  private MapReply delete(MapCommand command) {
    lastVersion++;
    TreeMap<String, Versioned> map = maps.get(command.map());
    Versioned old = map.remove(command.key());
    entries--;
    bytes -= entryCost(command.key(), old.value());
    if (map.isEmpty()) {
      maps.remove(command.map());
      bytes -= mapCost(command.map());
    }
    return new MapReply.Deleted(lastVersion);
  }

  @Override
  public byte[] query(byte[] query) {
    MapQuery decoded;
    try {
      decoded = MapQuery.decode(query);
    } catch (MalformedException e) {
      return new MapReply.Malformed().encode();
    }
    return answer(decoded).encode();
  }

  private MapReply answer(MapQuery query) {
    if (query instanceof MapQuery.Get get) {
      return get(get.map(), get.key());
    }
    if (query instanceof MapQuery.GetSince since) {
      return lastVersion < since.version()
          ? new MapReply.Behind(lastVersion)
          : get(since.map(), since.key());
    }
    NavigableMap<String, Versioned> map = maps.getOrDefault(query.map(), new TreeMap<>());
    if (query instanceof MapQuery.Keys keys) {
      return page(map.tailMap(keys.after(), false), keys.limit());
    }
    return new MapReply.Size(map.size());
  }

  private MapReply get(String map, String key) {
    Versioned found = find(map, key);
    return found == null
        ? new MapReply.NotFound()
        : new MapReply.Found(found.version(), found.value());
  }

  private static MapReply page(NavigableMap<String, Versioned> map, int limit) {
    List<String> page = new ArrayList<>();
    for (String key : map.keySet()) {
      if (page.size() == limit) {
        return new MapReply.Keys(page, true);
      }
      page.add(key);
    }
    return new MapReply.Keys(page, false);
  }

  private Versioned find(String mapName, String key) {
    TreeMap<String, Versioned> map = maps.get(mapName);
    return map == null ? null : map.get(key);
  }

  private static long entryCost(String key, byte[] value) {
    return (long) Utf8.length(key) + value.length + MapLimits.ENTRY_OVERHEAD_BYTES;
  }

  private static long mapCost(String name) {
    return (long) Utf8.length(name) + MapLimits.MAP_OVERHEAD_BYTES;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeShort(FORMAT);
    out.writeLong(limits.maxBytes());
    out.writeInt(limits.maxEntries());
    out.writeLong(lastVersion);
    out.writeInt(maps.size());
    for (Map.Entry<String, TreeMap<String, Versioned>> map : maps.entrySet()) {
      Blobs.writeText(out, map.getKey());
      out.writeInt(map.getValue().size());
      for (Map.Entry<String, Versioned> entry : map.getValue().entrySet()) {
        Blobs.writeText(out, entry.getKey());
        out.writeLong(entry.getValue().version());
        Blobs.write(out, entry.getValue().value());
      }
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    requireReadable(in);
    maps.clear();
    entries = 0;
    bytes = 0;
    lastVersion = in.readLong();
    int count = Blobs.readCount(in, limits.maxEntries());
    for (int i = 0; i < count; i++) {
      String name = Blobs.readText(in, MapCommand.MAX_NAME_BYTES);
      int size = Blobs.readCount(in, limits.maxEntries() - entries);
      for (int j = 0; j < size; j++) {
        String key = Blobs.readText(in, MapCommand.MAX_NAME_BYTES);
        long version = in.readLong();
        if (version < 1 || version > lastVersion) {
          throw new IOException("version " + version + ", but the last one was " + lastVersion);
        }
        store(name, key, new Versioned(version, Blobs.read(in, Integer.MAX_VALUE - 64)));
      }
    }
  }

  private void requireReadable(DataInput in) throws IOException {
    int format = in.readUnsignedShort();
    if (format != FORMAT) {
      throw new IOException("format " + format + " is unknown, this build reads " + FORMAT);
    }
    long maxBytes = in.readLong();
    int maxEntries = in.readInt();
    if (maxBytes != limits.maxBytes() || maxEntries != limits.maxEntries()) {
      throw new IOException(
          "it was saved under limits of %d bytes and %d entries, this replica has %s"
              .formatted(maxBytes, maxEntries, limits));
    }
  }
}
