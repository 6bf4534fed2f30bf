package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.LogSpace;
import conclave.raft.log.SnapshotId;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The write-ahead journal of one node, shared by all its Raft groups.
 *
 * <p>{@link #append} buffers, {@link #sync} makes everything that was appended durable with one
 * write and one fdatasync. What was synced is there after any crash; what was not may be, in the
 * order of appending. Bytes that were durable and are wrong later are {@linkplain Damage damage}:
 * no exception, but every group is suspect until a write heals it (law L6).
 *
 * <p>Not thread-safe, but for the {@link LogSpace} of each group. A failed write or sync breaks the
 * journal for good: that call and every later one throw {@link JournalException.Broken}.
 */
public final class Journal implements AutoCloseable {

  private static final Pattern GROUP = Pattern.compile("[a-z0-9_]{1,64}");
  private static final double PREPARE_WHEN_IDLE = 0.25;
  private static final double PREPARE_ALWAYS = 0.5;

  /** What became of a write. All but {@code ACCEPTED} left no trace. */
  public enum Outcome {
    /** It is durable after the next {@link #sync}. */
    ACCEPTED,
    /** It comes from an incarnation that is not the group's present one (law L8). */
    STALE,
    /** The disk is full; terms and votes still fit, entries do not. Tell it again later. */
    NO_SPACE,
    /** An entry or a snapshot id exceeds {@link JournalSettings#maxFrameBytes}. */
    TOO_LARGE
  }

  /**
   * A group as it is durable now.
   *
   * @param entries those after {@code snapshot.last()}, without a hole
   * @param suspect damage may have taken what this replica promised: it must neither vote nor lead
   *     nor acknowledge until it has matched the leader of a term above all it has seen (law L6)
   * @param space where this incarnation reserves bytes for entries (law L12); thread-safe. One call
   *     per entry, with {@link Entry#sizeBytes()}
   */
  public record Opened(
      HardState hardState,
      SnapshotId snapshot,
      List<Entry> entries,
      boolean suspect,
      LogSpace space) {}

  /**
   * Figures of this run.
   *
   * @param segments files, prepared ones included, of {@code bytes} in all
   * @param syncs completed fdatasync calls on segments
   * @param frames appended frames
   * @param freeBytes what entries may still reserve or use
   * @param reservedBytes reserved and not yet written
   * @param tornBytes what the start cut off as never synced
   * @param noSpace why the next segment could not be prepared; empty when it could
   * @param damage what the start found
   */
  public record Stats(
      int segments,
      long bytes,
      long syncs,
      long frames,
      long freeBytes,
      long reservedBytes,
      long tornBytes,
      String noSpace,
      List<Damage> damage) {}

  private interface Io {
    void run() throws IOException;
  }

  private final Disk disk;
  private final JournalSettings settings;
  private final Reserve reserve;
  private final Closeable lock;
  private final boolean fresh;
  private final Map<String, GroupLog> groups;
  private final List<Damage> damage;
  private final List<Frame.Range> damagedRanges;
  private final boolean suspectNewcomers;
  private final long tornBytes;
  private final SegmentLog segments;
  private IOException broken;

  private Journal(Disk disk, JournalSettings settings, Closeable lock) throws IOException {
    this.disk = disk;
    this.settings = settings;
    this.lock = lock;
    this.reserve = new Reserve();
    Recovery found = Recovery.of(disk, reserve);
    this.fresh = found.fresh();
    this.groups = found.groups();
    this.damage = found.damage();
    this.damagedRanges = found.damagedRanges();
    this.suspectNewcomers = found.suspectNewcomers();
    this.tornBytes = found.cuts().stream().mapToLong(cut -> cut.to() - cut.from()).sum();
    this.segments = new SegmentLog(disk, settings, this::preface);
    if (prefaceBytes() > settings.maxPrefaceBytes()) {
      throw JournalException.misfit("the last of " + groups.size() + " groups", settings);
    }
    segments.repair(found);
    start(found);
  }

  /**
   * Opens the journal on that disk, or begins one on a disk without segments, and repairs what a
   * crash left. Damage is no failure; see {@link Opened#suspect} and {@link Stats#damage}.
   *
   * @throws JournalException.InUse when somebody else has the directory
   * @throws JournalException.UnknownFormat when a newer build wrote it
   * @throws JournalException.NoRoom when the disk has no room for the first segment
   * @throws JournalException.Broken when the disk fails
   */
  public static Journal open(Disk disk, JournalSettings settings) {
    Closeable lock = null;
    boolean opened = false;
    try {
      lock = disk.lock();
      Journal journal = new Journal(disk, settings, lock);
      opened = true;
      return journal;
    } catch (Disk.Locked e) {
      throw new JournalException.InUse(e.getMessage(), e);
    } catch (IOException e) {
      throw JournalException.cannotOpen(disk, e);
    } finally {
      if (!opened && lock != null) {
        release(disk, lock);
      }
    }
  }

  private static void release(Disk disk, Closeable lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw JournalException.cannotOpen(disk, e);
    }
  }

  private void start(Recovery found) throws IOException {
    if (found.current() >= 0) {
      segments.resume(found);
      if (found.newlyDamaged()
          && (segments.isPrepared() || segments.prepare(settings.mostForMarks()))) {
        segments.roll();
      }
    } else if (!segments.begin(found.segments())) {
      throw new JournalException.NoRoom(disk.name() + ": " + segments.noSpace());
    }
    segments.mark();
    trim();
    updateUsable();
  }

  private Frame.Preface preface(SegmentLog.Segment segment, long previousEnd) {
    long oldest = segments.live().isEmpty() ? segment.base() : segments.live().get(0).base();
    List<Frame.Range> known =
        damagedRanges.stream()
            .filter(range -> range.to() > oldest)
            .limit(settings.maxKnownDamages())
            .toList();
    return new Frame.Preface(
        segment.number(),
        segment.size(),
        previousEnd,
        suspectNewcomers,
        known,
        groups.values().stream().map(GroupLog::record).toList());
  }

  private int prefaceBytes() {
    int records = groups.values().stream().mapToInt(GroupLog::recordBytes).sum();
    return FrameWriter.prefaceBytes(damagedRanges.size(), records);
  }

  /** Whether this start found no journal and began one. */
  public boolean fresh() {
    return fresh;
  }

  /**
   * Opens a group for a new incarnation of its replica. It is a fence (law L8): what older
   * incarnations appended is durable and part of the answer, what they append or reserve later is
   * refused.
   *
   * @param group 1 to 64 of a-z, 0-9 and underscore
   * @throws JournalException.Misfit when one more group does not fit into a segment's preface
   */
  public Opened openGroup(String group, long incarnation) {
    sync();
    GroupLog log = groups.get(group);
    if (log == null) {
      log = newGroup(group);
    }
    if (incarnation < log.incarnation) {
      throw new IllegalArgumentException(
          "group %s was opened by incarnation %d before %d"
              .formatted(group, log.incarnation, incarnation));
    }
    log.incarnation = incarnation;
    LogSpace space = log.share.open();
    return new Opened(log.hard(), log.snapshot(), log.entries(), log.suspect(), space);
  }

  private GroupLog newGroup(String name) {
    if (!GROUP.matcher(name).matches()) {
      throw new IllegalArgumentException("not a group's name: '" + name + "'");
    }
    GroupLog log = new GroupLog(name, reserve.share());
    log.suspect(suspectNewcomers);
    groups.put(name, log);
    if (prefaceBytes() > settings.maxPrefaceBytes()) {
      groups.remove(name);
      throw JournalException.misfit("group " + name, settings);
    }
    return log;
  }

  /**
   * Buffers a write; a full segment is synced and left for the next one.
   *
   * @throws IllegalArgumentException when the term or the snapshot goes back, or the entries leave
   *     a hole or do not follow each other
   */
  public Outcome append(Write write) {
    requireWorking();
    GroupLog group = groups.get(write.group());
    if (group == null || group.incarnation != write.incarnation()) {
      return Outcome.STALE;
    }
    if (write.isEmpty()) {
      return Outcome.ACCEPTED;
    }
    group.require(write);
    List<Frame.GroupWrite> frames = group.frames(write, settings.maxFrameBytes());
    if (frames == null) {
      return Outcome.TOO_LARGE;
    }
    int needed = frames.stream().mapToInt(group::frameBytes).sum();
    boolean[] room = {false};
    io(() -> room[0] = makeRoom(group, write, needed));
    if (!room[0]) {
      return Outcome.NO_SPACE;
    }
    io(() -> write(group, frames));
    group.share.used(write.entries());
    return Outcome.ACCEPTED;
  }

  private void write(GroupLog group, List<Frame.GroupWrite> frames) throws IOException {
    for (Frame.GroupWrite frame : frames) {
      int segment = segments.append(group.nameBytes, frame, group.frameBytes(frame));
      group.written(frame, segment);
    }
    updateUsable();
  }

  private boolean makeRoom(GroupLog group, Write write, int needed) throws IOException {
    if (segments.usedMoreThan(PREPARE_ALWAYS) && !segments.isPrepared()) {
      prepareNowAndThen(settings.maxSegments());
    }
    if (write.isVital()) {
      return segments.fits(needed)
          || segments.isPrepared()
          || prepareNowAndThen(settings.mostForMarks());
    }
    while (group.share.available(write.entries()) < needed) {
      if (!prepareNowAndThen(settings.maxSegments())) {
        return false;
      }
    }
    return true;
  }

  private boolean prepareNowAndThen(long most) throws IOException {
    boolean done = segments.prepareNowAndThen(most);
    updateUsable();
    return done;
  }

  private void updateUsable() {
    reserve.usable(segments.usable(prefaceBytes()));
  }

  /** Makes everything that was appended durable; without anything new it costs nothing. */
  public void sync() {
    io(
        () -> {
          segments.sync();
          trim();
        });
  }

  /** Deletes segments that hold no live entry of any group. Only after the reason is durable. */
  private void trim() throws IOException {
    if (segments.live().size() > 1) {
      int current = segments.current().number();
      OptionalInt oldest = groups.values().stream().mapToInt(g -> g.oldestSegment(current)).min();
      segments.deleteBefore(oldest.orElse(current));
    }
  }

  /** The segment that is written to, by its number. */
  public int currentSegment() {
    return segments.current().number();
  }

  /**
   * Groups whose oldest entry stands more than {@link JournalSettings#pinnedSegments} back. No
   * entry is ever copied forward: such a group must take a snapshot of what it has committed, and
   * then those segments go.
   */
  public List<String> pinning() {
    int current = currentSegment();
    return groups.values().stream()
        .filter(group -> group.oldestSegment(current) < current - settings.pinnedSegments())
        .map(group -> group.name)
        .toList();
  }

  /**
   * To be called when no write waits: syncs, writes once more how far it is synced, and prepares
   * the next segment early, so that no append has to wait for that.
   */
  public void idle() {
    tick();
    io(segments::mark);
  }

  /** To be called now and then on a full disk: tries again to prepare the next segment. */
  public void tick() {
    sync();
    if (segments.usedMoreThan(PREPARE_WHEN_IDLE) && !segments.isPrepared()) {
      io(() -> segments.prepare(settings.maxSegments()));
      updateUsable();
    }
  }

  public Stats stats() {
    return new Stats(
        segments.segments(),
        segments.bytes(),
        segments.syncs(),
        segments.frames(),
        reserve.free(),
        reserve.reserved(),
        tornBytes,
        segments.noSpace(),
        damage);
  }

  /** Syncs unless broken, and lets the directory go. */
  @Override
  public void close() {
    try (lock) {
      if (broken == null) {
        segments.mark();
      }
      segments.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void requireWorking() {
    if (broken != null) {
      throw JournalException.broken(disk, broken);
    }
  }

  private void io(Io call) {
    requireWorking();
    try {
      call.run();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    broken = e;
    requireWorking();
  }
}
