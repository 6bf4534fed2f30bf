package conclave.sim.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  void sync() {
    changes.forEach(change -> durable = apply(durable, change));
    changes.clear();
  }

  /** The kernel reports the failure once and then takes the pages for clean. */
  void failSync() {
    changes.clear();
  }

  void crash(SimDisk.Survival survival, RandomGenerator random) {
    for (int i = 0; i < changes.size(); i++) {
      switch (survival) {
        case LOST -> {}
        case KEPT -> durable = apply(durable, changes.get(i));
        case TORN -> tear(changes.get(i), i == changes.size() - 1, random);
      }
    }
    changes.clear();
    cached = durable.clone();
  }

  private void tear(Change change, boolean last, RandomGenerator random) {
    int fate = random.nextInt(4);
    if (fate == 0) {
      return;
    }
    if (change.bytes == null || fate == 1 && !last) {
      durable = apply(durable, change);
      return;
    }
    int length = last ? random.nextInt(change.bytes.length + 1) : change.bytes.length;
    int from = 0;
    while (from < length) {
      int to = Math.min(length, (change.at + from) / SECTOR * SECTOR + SECTOR - change.at);
      if (fate < 3 || random.nextBoolean()) {
        byte[] sector = Arrays.copyOfRange(change.bytes, from, to);
        durable = apply(durable, new Change(change.at + from, sector));
      }
      from = to;
    }
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
