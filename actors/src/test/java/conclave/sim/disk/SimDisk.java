package conclave.sim.disk;

import conclave.journal.disk.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory. It outlives its users: {@link #crash} ends one life, and the next opens
 * the same object. Handles and locks of the former life are dead then. Deterministic.
 */
public final class SimDisk implements Disk {

  /** The calls that are counted. */
  public enum Op {
    READ,
    CREATE,
    WRITE,
    SYNC,
    ALLOCATE,
    TRUNCATE,
    RENAME,
    DELETE,
    SYNC_DIRECTORY
  }

  /** What a crash does with everything that was not synced. */
  public enum Survival {
    LOST,
    KEPT,
    /** Any subset, in any order, and the last write of a file torn at any byte. */
    TORN
  }

  /** What a crash did to un-synced bytes. */
  public enum Aftermath {
    /** A write is gone. */
    LOST,
    /** Part of a write is there. */
    TORN,
    /** A later write is there, an earlier one is not. */
    REORDERED
  }

  private enum Change {
    CREATE,
    RENAME,
    DELETE
  }

  private record NameChange(Change kind, String from, String to, SimFile file) {}

  /** The device failed; the process that met it must end. */
  public static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;
    private final Op op;

    Failed(Op op, String file) {
      super("input/output error at " + op + " of " + file);
      this.op = op;
    }

    public Op op() {
      return op;
    }
  }

  private interface Effect {
    void run() throws IOException;
  }

  private final String name;
  private final Map<Op, Long> calls = new EnumMap<>(Op.class);
  private final TreeMap<String, SimFile> cached = new TreeMap<>();
  private final TreeMap<String, SimFile> durable = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private long changes;
  private long crashAt = -1;
  private boolean crashAfterwards;
  private int syncsToFail;
  private final Map<Op, Integer> failsAt = new EnumMap<>(Op.class);
  private boolean died;
  private int life;
  private int lockedInLife = -1;

  public SimDisk(String name) {
    this.name = name;
  }

  /** Calls of that kind in all lives. */
  public long calls(Op op) {
    return calls.getOrDefault(op, 0L);
  }

  /** Changing calls in all lives: everything but reads. Crash points are counted in these. */
  public long changes() {
    return changes;
  }

  /** Dies in the changing call with that number (from 1), before or after its effect. */
  public void crashAt(long change, boolean afterwards) {
    crashAt = change;
    crashAfterwards = afterwards;
  }

  /** The next syncs of files fail, and their data is never written. */
  public void failSyncs(int count) {
    syncsToFail = count;
  }

  /** The {@code nth} read, write or sync of a file from now on (from 1) fails. */
  public void fail(Op op, int nth) {
    failsAt.put(op, nth);
  }

  /** All calls work from now on. */
  public void failNothing() {
    failsAt.clear();
    syncsToFail = 0;
  }

  private void mayFail(Op op, String file) throws Failed {
    Integer left = failsAt.get(op);
    if (left == null) {
      return;
    }
    if (left == 1) {
      failsAt.remove(op);
      throw new Failed(op, name + "/" + file);
    }
    failsAt.put(op, left - 1);
  }

  /** The sum of all file sizes cannot grow beyond that. */
  public void capacity(long bytes) {
    capacity = bytes;
  }

  public long used() {
    return cached.values().stream().distinct().mapToLong(SimFile::size).sum();
  }

  /** The bit rots on the platter. */
  public void flip(String file, int offset, int bit) {
    cached.get(file).flip(offset, bit);
  }

  /** Whether nothing but zeroes is on the platter. */
  public boolean isBlank(String file) {
    return cached.get(file).isBlank();
  }

  public long size(String file) {
    return cached.get(file).size();
  }

  /** A write that was meant for elsewhere hits that place, on the platter. */
  public void misdirect(String file, int from, int to, int length) {
    cached.get(file).overwrite(from, to, length);
  }

  /** Power fails; then the machine is up again. Says what became of un-synced bytes. */
  public Set<Aftermath> crash(Survival survival, RandomGenerator random) {
    Set<Aftermath> aftermath = EnumSet.noneOf(Aftermath.class);
    for (NameChange change : nameChanges) {
      boolean kept = survival == Survival.KEPT || survival == Survival.TORN && random.nextBoolean();
      if (kept) {
        rename(durable, change);
      }
    }
    nameChanges.clear();
    cached.clear();
    cached.putAll(durable);
    cached.values().stream().distinct().forEach(file -> file.crash(survival, random, aftermath));
    life++;
    lockedInLife = -1;
    crashAt = -1;
    died = false;
    syncsToFail = 0;
    failsAt.remove(Op.WRITE);
    failsAt.remove(Op.SYNC);
    return aftermath;
  }

  /** A disk with the durable content of this one, as after a crash that loses the rest. */
  public SimDisk copyOfDurable() {
    SimDisk copy = new SimDisk(name);
    durable.forEach((file, content) -> copy.durable.put(file, content.copyOfDurable()));
    copy.cached.putAll(copy.durable);
    copy.capacity = capacity;
    return copy;
  }

  private static void rename(Map<String, SimFile> names, NameChange change) {
    if (change.kind != Change.CREATE) {
      names.remove(change.from, change.file);
    }
    if (change.kind != Change.DELETE) {
      names.put(change.to, change.file);
    }
  }

  private void changing(Op op, String what, Effect effect) throws IOException {
    if (died) {
      die("before " + op + " " + what);
    }
    calls.merge(op, 1L, Long::sum);
    changes++;
    boolean crash = changes == crashAt;
    if (crash && !crashAfterwards) {
      die("before " + op + " " + what);
    }
    effect.run();
    if (crash) {
      die("after " + op + " " + what);
    }
  }

  private void die(String where) {
    died = true;
    throw new CrashPoint(where);
  }

  /** Whether the process died in a call and {@link #crash} was not called yet; nothing changes. */
  public boolean died() {
    return died;
  }

  private void named(NameChange change) {
    nameChanges.add(change);
    rename(cached, change);
  }

  private SimFile existing(String file) throws IOException {
    SimFile found = cached.get(file);
    if (found == null) {
      throw new IOException("no file " + name + "/" + file);
    }
    return found;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> list() {
    return List.copyOf(cached.keySet());
  }

  @Override
  public File open(String file) throws IOException {
    return new Handle(file, existing(file), life);
  }

  @Override
  public File create(String file) throws IOException {
    if (cached.containsKey(file)) {
      throw new IOException("file exists: " + name + "/" + file);
    }
    SimFile made = new SimFile();
    changing(Op.CREATE, file, () -> named(new NameChange(Change.CREATE, file, file, made)));
    return new Handle(file, made, life);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    SimFile file = existing(from);
    changing(Op.RENAME, to, () -> named(new NameChange(Change.RENAME, from, to, file)));
  }

  @Override
  public void delete(String file) throws IOException {
    SimFile gone = existing(file);
    changing(Op.DELETE, file, () -> named(new NameChange(Change.DELETE, file, file, gone)));
  }

  @Override
  public void syncDirectory() throws IOException {
    changing(
        Op.SYNC_DIRECTORY,
        name,
        () -> {
          nameChanges.forEach(change -> rename(durable, change));
          nameChanges.clear();
        });
  }

  @Override
  public Closeable lock() throws IOException {
    if (lockedInLife == life) {
      throw new Locked("folder " + name + " is already in use by this process");
    }
    int holder = life;
    lockedInLife = holder;
    return () -> lockedInLife = lockedInLife == holder ? -1 : lockedInLife;
  }

  private final class Handle implements File {
    private final String label;
    private final SimFile file;
    private final int opened;

    Handle(String label, SimFile file, int opened) {
      this.label = label;
      this.file = file;
      this.opened = opened;
    }

    private void requireAlive() throws IOException {
      if (opened != life) {
        throw new IOException("handle of " + name + "/" + label + " is of a former life");
      }
    }

    private void requireRoom(long length) throws IOException {
      if (capacity < Long.MAX_VALUE && used() + Math.max(0, length - file.size()) > capacity) {
        throw new IOException("no space for " + length + " bytes of " + name + "/" + label);
      }
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
      requireAlive();
      calls.merge(Op.READ, 1L, Long::sum);
      mayFail(Op.READ, label);
      file.read(offset, into);
    }

    @Override
    public void write(long offset, ByteBuffer from) throws IOException {
      requireAlive();
      requireRoom(offset + from.remaining());
      mayFail(Op.WRITE, label);
      changing(Op.WRITE, label, () -> file.write(offset, from));
    }

    @Override
    public void sync() throws IOException {
      requireAlive();
      if (syncsToFail > 0) {
        syncsToFail--;
        file.failSync();
        throw new Failed(Op.SYNC, name + "/" + label);
      }
      try {
        mayFail(Op.SYNC, label);
      } catch (Failed e) {
        file.failSync();
        throw e;
      }
      changing(Op.SYNC, label, file::sync);
    }

    @Override
    public void allocate(long length) throws IOException {
      requireAlive();
      requireRoom(length);
      changing(Op.ALLOCATE, label, () -> file.resize(length));
    }

    @Override
    public void truncate(long length) throws IOException {
      requireAlive();
      changing(Op.TRUNCATE, label, () -> file.resize(length));
    }

    @Override
    public void close() {}
  }
}
