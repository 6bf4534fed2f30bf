package conclave.map.table;

import conclave.machine.StateMachine;
import conclave.machine.freeze.FreezableMap;
import conclave.machine.freeze.Frozen;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import conclave.machine.wire.Utf8;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

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

  /** The greatest version; what JSON can carry without loss. */
  static final long MAX_VERSION = (1L << 53) - 1;

  private final MapLimits limits;

  /** Of all maps: one tree, so that all of it is frozen at once. */
  private final FreezableMap<Slot, Versioned> slots = FreezableMap.sorted();

  /** How many entries each map has. */
  private final FreezableMap<String, Integer> sizes = FreezableMap.sorted();

  private long lastVersion;
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
    if (sizes.get(put.map()) == null) {
      growth += mapCost(put.map());
    }
    return slots.size() < limits.maxEntries() && bytes + growth <= limits.maxBytes();
  }

  private MapReply write(MapCommand.Put put) {
    lastVersion++;
    store(put.map(), put.key(), new Versioned(lastVersion, put.value()));
    return new MapReply.Written(lastVersion);
  }

  private void store(String mapName, String key, Versioned entry) {
    Versioned old = slots.put(new Slot(mapName, key), entry);
    bytes += entryCost(key, entry.value());
    if (old == null) {
      grow(mapName, 1);
    } else {
      bytes -= entryCost(key, old.value());
    }
  }

  private MapReply delete(MapCommand command) {
    lastVersion++;
    Versioned old = slots.remove(new Slot(command.map(), command.key()));
    bytes -= entryCost(command.key(), old.value());
    grow(command.map(), -1);
    return new MapReply.Deleted(lastVersion);
  }

  /** One entry more or less; a map without entries is none. */
  private void grow(String mapName, int by) {
    int before = size(mapName);
    if (before + by == 0) {
      sizes.remove(mapName);
      bytes -= mapCost(mapName);
    } else {
      sizes.put(mapName, before + by);
      bytes += before == 0 ? mapCost(mapName) : 0;
    }
  }

  private int size(String mapName) {
    Integer size = sizes.get(mapName);
    return size == null ? 0 : size;
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
    if (query instanceof MapQuery.Keys keys) {
      return page(keys);
    }
    return new MapReply.Size(size(query.map()));
  }

  private MapReply get(String map, String key) {
    Versioned found = find(map, key);
    return found == null
        ? new MapReply.NotFound()
        : new MapReply.Found(found.version(), found.value());
  }

  private MapReply page(MapQuery.Keys query) {
    List<String> page = new ArrayList<>();
    Iterator<Map.Entry<Slot, Versioned>> behind = slots.after(new Slot(query.map(), query.after()));
    while (behind.hasNext()) {
      Slot next = behind.next().getKey();
      if (!next.map().equals(query.map())) {
        break;
      }
      if (page.size() == query.limit()) {
        return new MapReply.Keys(page, true);
      }
      page.add(next.key());
    }
    return new MapReply.Keys(page, false);
  }

  private Versioned find(String mapName, String key) {
    return slots.get(new Slot(mapName, key));
  }

  private static long entryCost(String key, byte[] value) {
    return (long) Utf8.length(key) + value.length + MapLimits.ENTRY_OVERHEAD_BYTES;
  }

  private static long mapCost(String name) {
    return (long) Utf8.length(name) + MapLimits.MAP_OVERHEAD_BYTES;
  }

  @Override
  public int form() {
    return FrozenTable.FORMAT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    new FrozenTable(limits, lastVersion, sizes.view(), slots.view()).writeRest(out);
  }

  @Override
  public Frozen freeze() {
    return new FrozenTable(limits, lastVersion, sizes.freeze(), slots.freeze());
  }

  @Override
  public void load(DataInput in) throws IOException {
    requireReadable(in);
    slots.clear();
    sizes.clear();
    bytes = 0;
    lastVersion = in.readLong();
    int count = Blobs.readCount(in, limits.maxEntries());
    for (int i = 0; i < count; i++) {
      String name = Blobs.readText(in, MapCommand.MAX_NAME_BYTES);
      int size = Blobs.readCount(in, limits.maxEntries() - slots.size());
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
    if (format != FrozenTable.FORMAT) {
      throw new IOException(
          "format " + format + " is unknown, this build reads " + FrozenTable.FORMAT);
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
