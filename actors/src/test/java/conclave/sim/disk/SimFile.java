package conclave.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Content of one file: as the process sees it, and as it is on the platter. */
final class SimFile {

  private static final int SECTOR = 512;

  /** A change that was not synced; without bytes it sets the length. */
  private record Change(int at, byte[] bytes) {}

  private byte[] cached = {};
  private byte[] durable = {};
  private final List<Change> changes = new ArrayList<>();

  SimFile copyOfDurable() {
    SimFile copy = new SimFile();
    copy.durable = durable.clone();
    copy.cached = durable.clone();
    return copy;
  }

  int size() {
    return cached.length;
  }

  void read(long offset, ByteBuffer into) {
    int at = (int) Math.min(offset, cached.length);
    into.put(cached, at, Math.min(into.remaining(), cached.length - at));
  }

  void write(long offset, ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    change(new Change((int) offset, bytes));
  }

  void resize(long length) {
    change(new Change((int) length, null));
  }

  void flip(int offset, int bit) {
    if (offset < cached.length) {
      cached[offset] ^= (byte) (1 << bit);
    }
    if (offset < durable.length) {
      durable[offset] ^= (byte) (1 << bit);
    }
  }

  boolean isBlank() {
    for (byte one : durable) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  /** What is there instead was meant for another place. */
  void overwrite(int from, int to, int length) {
    byte[] foreign = Arrays.copyOfRange(durable, from, from + length);
    durable = apply(durable, new Change(to, foreign));
    cached = apply(cached, new Change(to, foreign));
  }

  void sync() {
    changes.forEach(change -> durable = apply(durable, change));
    changes.clear();
  }

  /** The kernel reports the failure once and then takes the pages for clean. */
  void failSync() {
    changes.clear();
  }

  /**
   * Forgets, keeps or tears what was not synced, and notes in {@code aftermath} what came of it.
   */
  void crash(SimDisk.Survival survival, RandomGenerator random, Set<SimDisk.Aftermath> aftermath) {
    boolean missing = false;
    for (int i = 0; i < changes.size(); i++) {
      byte[] before = durable;
      switch (survival) {
        case LOST -> aftermath.add(SimDisk.Aftermath.LOST);
        case KEPT -> durable = apply(durable, changes.get(i));
        case TORN -> {
          Fate fate = tear(changes.get(i), i == changes.size() - 1, random, aftermath);
          fate.note(aftermath);
          if (missing && fate != Fate.NOTHING && before.length > 0) {
            aftermath.add(SimDisk.Aftermath.REORDERED);
          }
          missing |= fate == Fate.NOTHING;
        }
      }
    }
    changes.clear();
    cached = durable.clone();
  }

  /** How much of a change reached the platter. */
  private enum Fate {
    NOTHING,
    PART,
    ALL;

    void note(Set<SimDisk.Aftermath> aftermath) {
      if (this == NOTHING) {
        aftermath.add(SimDisk.Aftermath.LOST);
      } else if (this == PART) {
        aftermath.add(SimDisk.Aftermath.TORN);
      }
    }
  }

  private Fate tear(
      Change change, boolean last, RandomGenerator random, Set<SimDisk.Aftermath> aftermath) {
    int fate = random.nextInt(4);
    if (fate == 0) {
      return Fate.NOTHING;
    }
    if (change.bytes == null || fate == 1 && !last) {
      durable = apply(durable, change);
      return Fate.ALL;
    }
    int length = last ? random.nextInt(change.bytes.length + 1) : change.bytes.length;
    int written = 0;
    int from = 0;
    boolean hole = false;
    while (from < length) {
      int to = Math.min(length, (change.at + from) / SECTOR * SECTOR + SECTOR - change.at);
      if (fate < 3 || random.nextBoolean()) {
        byte[] sector = Arrays.copyOfRange(change.bytes, from, to);
        durable = apply(durable, new Change(change.at + from, sector));
        written += to - from;
        if (hole) {
          aftermath.add(SimDisk.Aftermath.REORDERED);
        }
      } else {
        hole = true;
      }
      from = to;
    }
    return written == 0 ? Fate.NOTHING : written < change.bytes.length ? Fate.PART : Fate.ALL;
  }

  private void change(Change change) {
    changes.add(change);
    cached = apply(cached, change);
  }

  private static byte[] apply(byte[] content, Change change) {
    if (change.bytes == null) {
      return Arrays.copyOf(content, change.at);
    }
    int end = change.at + change.bytes.length;
    byte[] grown = end > content.length ? Arrays.copyOf(content, end) : content;
    System.arraycopy(change.bytes, 0, grown, change.at, change.bytes.length);
    return grown;
  }
}
