package conclave.map.table;

import conclave.machine.freeze.Frozen;
import conclave.machine.freeze.FrozenMap;
import conclave.machine.wire.Blobs;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;

/**
 * A table's state as a stream.
 *
 * <pre>
 *   format 1, limits, last version, maps: name, number of entries, and each: key, version, value
 * </pre>
 */
final class FrozenTable implements Frozen {
  static final int FORMAT = 1;

  private final MapLimits limits;
  private final long lastVersion;
  private final int mapCount;
  private final Iterator<Map.Entry<String, Integer>> maps;
  private final Iterator<Map.Entry<Slot, Versioned>> slots;
  private boolean begun;

  /** How many entries of the present map are left. */
  private int left;

  FrozenTable(
      MapLimits limits,
      long lastVersion,
      FrozenMap<String, Integer> sizes,
      FrozenMap<Slot, Versioned> slots) {
    this.limits = limits;
    this.lastVersion = lastVersion;
    this.mapCount = sizes.size();
    this.maps = sizes.iterator();
    this.slots = slots.iterator();
  }

  @Override
  public boolean write(DataOutput out, int bytes) throws IOException {
    if (!begun) {
      begun = true;
      out.writeShort(FORMAT);
      out.writeLong(limits.maxBytes());
      out.writeInt(limits.maxEntries());
      out.writeLong(lastVersion);
      out.writeInt(mapCount);
    }
    for (long done = 0; done < bytes && slots.hasNext(); ) {
      done += writeSlot(out);
    }
    return slots.hasNext();
  }

  private long writeSlot(DataOutput out) throws IOException {
    if (left == 0) {
      Map.Entry<String, Integer> map = maps.next();
      Blobs.writeText(out, map.getKey());
      out.writeInt(map.getValue());
      left = map.getValue();
    }
    left--;
    Map.Entry<Slot, Versioned> slot = slots.next();
    Blobs.writeText(out, slot.getKey().key());
    out.writeLong(slot.getValue().version());
    Blobs.write(out, slot.getValue().value());
    return (long) slot.getKey().key().length() + slot.getValue().value().length + 16;
  }
}
