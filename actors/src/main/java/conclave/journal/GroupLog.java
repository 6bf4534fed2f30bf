package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the journal holds of one group, in memory. The same class replays at recovery, when entries
 * may lie in segments that were deleted because a later snapshot covers them: then {@code floor} is
 * above the snapshot for a while.
 *
 * <pre>
 *   snapshot.last ..(not seen, replay only).. floor | entries .......... last
 * </pre>
 */
final class GroupLog {

  final String name;
  final byte[] nameBytes;
  final Reserve.Share share;
  long incarnation = Long.MIN_VALUE;

  private HardState hard = HardState.NONE;
  private SnapshotId snapshot = SnapshotId.NONE;
  private EntryId floor = EntryId.NONE;
  private long floorPosition;
  private boolean suspect;
  private int recordBytes;
  private final ArrayList<Entry> entries = new ArrayList<>();
  private final ArrayList<Run> runs = new ArrayList<>();

  /** Entries from {@code first} up to the next run were written to that segment. */
  private record Run(long first, int segment) {}

  GroupLog(String name, Reserve.Share share) {
    this.name = name;
    this.nameBytes = FrameWriter.utf8(name);
    this.share = share;
  }

  HardState hard() {
    return hard;
  }

  SnapshotId snapshot() {
    return snapshot;
  }

  boolean suspect() {
    return suspect;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  EntryId last() {
    return entries.isEmpty() ? floor : entries.get(entries.size() - 1).id();
  }

  /** The position of the preface whose unseen entries never were covered by a snapshot, or -1. */
  long missingSince() {
    return floor.equals(snapshot.last()) ? -1 : floorPosition;
  }

  /** The id at that index, or null when the log has none or it was not seen. */
  EntryId idAt(long index) {
    if (index > floor.index()) {
      long at = index - floor.index() - 1;
      return at < entries.size() ? entries.get((int) at).id() : null;
    }
    if (index == floor.index()) {
      return floor;
    }
    return index == snapshot.last().index() ? snapshot.last() : null;
  }

  /** The oldest segment that holds a live entry, or {@code none}. */
  int oldestSegment(int none) {
    return runs.isEmpty() ? none : runs.get(0).segment;
  }

  Frame.GroupRecord record() {
    return new Frame.GroupRecord(name, suspect, hard, snapshot, last());
  }

  /** The size of {@link #record}; asked for at every append, so it is kept. */
  int recordBytes() {
    if (recordBytes == 0) {
      recordBytes = FrameWriter.sizeOf(record());
    }
    return recordBytes;
  }

  void suspect(boolean value) {
    suspect = value;
  }

  void hard(HardState state) {
    hard = state;
    recordBytes = 0;
  }

  /** Whether a snapshot up to that entry replaces the log instead of shortening it. */
  boolean droppedBy(SnapshotId id) {
    return !id.last().equals(idAt(id.last().index()));
  }

  void snapshot(SnapshotId id, boolean dropsLog) {
    snapshot = id;
    recordBytes = 0;
    if (dropsLog) {
      truncateTo(id.last());
    } else if (id.last().index() > floor.index()) {
      entries.subList(0, (int) (id.last().index() - floor.index())).clear();
      floor = id.last();
    }
    while (runs.size() > 1 && runs.get(1).first <= floor.index() + 1) {
      runs.remove(0);
    }
    if (entries.isEmpty()) {
      runs.clear();
    }
  }

  /** Appends; whatever stands at or above the first index goes. */
  void append(List<Entry> added, int segment) {
    long first = added.get(0).index();
    truncateTo(idAt(first - 1));
    entries.addAll(added);
    if (runs.isEmpty() || runs.get(runs.size() - 1).segment != segment) {
      runs.add(new Run(first, segment));
    }
  }

  /** The log ends with {@code last}, which is an entry of it or replaces all. */
  private void truncateTo(EntryId last) {
    boolean held = last.index() >= floor.index() && last.equals(idAt(last.index()));
    int keep = held ? (int) (last.index() - floor.index()) : 0;
    entries.subList(keep, entries.size()).clear();
    if (!held) {
      floor = last;
    }
    runs.removeIf(run -> run.first > last.index());
    if (entries.isEmpty()) {
      runs.clear();
    }
  }

  /** Refuses what no caller that follows Raft asks for. */
  void require(Write write) {
    long term = write.hardState().map(HardState::term).orElse(hard.term());
    if (term < hard.term()) {
      throw wrong("term " + term + " after " + hard.term());
    }
    EntryId covered = write.snapshot().map(SnapshotId::last).orElse(snapshot.last());
    if (covered.index() < snapshot.last().index()) {
      throw wrong("snapshot up to " + covered + " after " + snapshot.last());
    }
    EntryId before = null;
    for (Entry entry : write.entries()) {
      before = before == null ? previous(write) : before;
      if (before == null
          || entry.index() != before.index() + 1
          || entry.term() < before.term()
          || entry.index() <= covered.index()) {
        throw wrong("entry " + entry.id() + " after " + (before == null ? last() : before));
      }
      before = entry.id();
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("write of group " + name + ": " + what);
  }

  /** The entry before the first one of the write, or null when there is none. */
  private EntryId previous(Write write) {
    long before = write.entries().get(0).index() - 1;
    if (write.snapshot().isPresent()) {
      SnapshotId id = write.snapshot().get();
      if (before == id.last().index()) {
        return id.last();
      }
      if (droppedBy(id)) {
        return null;
      }
    }
    return idAt(before);
  }

  /** The frames for a write, each of at most {@code max} bytes; null when an entry is larger. */
  List<Frame.GroupWrite> frames(Write write, int max) {
    List<Frame.GroupWrite> frames = new ArrayList<>(1);
    List<Entry> left = write.entries();
    long previousTerm = left.isEmpty() ? 0 : previous(write).term();
    do {
      boolean first = frames.isEmpty();
      Frame.GroupWrite all =
          new Frame.GroupWrite(
              first ? write.hardState() : Optional.empty(),
              first ? write.snapshot() : Optional.empty(),
              first && write.snapshot().isPresent() && droppedBy(write.snapshot().get()),
              first && write.healed(),
              previousTerm,
              left);
      int count = fitting(all, max);
      if (count < 0 || count == 0 && !left.isEmpty()) {
        return null;
      }
      frames.add(all.withEntries(left.subList(0, count)));
      previousTerm = count == 0 ? 0 : left.get(count - 1).term();
      left = left.subList(count, left.size());
    } while (!left.isEmpty());
    return frames;
  }

  /** How many of the entries fit into one frame; -1 when not even the rest does. */
  private int fitting(Frame.GroupWrite write, int max) {
    int payload = FrameWriter.sizeOfRest(write);
    int count = 0;
    for (Entry entry : write.entries()) {
      long grown = (long) payload + FrameWriter.sizeOf(entry);
      if (grown > max - Frame.HEADER_BYTES - Frame.ALIGNMENT - nameBytes.length) {
        break;
      }
      payload = (int) grown;
      count++;
    }
    return FrameWriter.frameBytes(nameBytes.length, payload) <= max ? count : -1;
  }

  int frameBytes(Frame.GroupWrite write) {
    int payload = FrameWriter.sizeOfRest(write);
    for (Entry entry : write.entries()) {
      payload += FrameWriter.sizeOf(entry);
    }
    return FrameWriter.frameBytes(nameBytes.length, payload);
  }

  /** Takes over what was written to {@code segment}. */
  void written(Frame.GroupWrite write, int segment) {
    write.hard().ifPresent(this::hard);
    write.snapshot().ifPresent(id -> snapshot(id, write.dropsLog()));
    suspect = suspect && !write.healed();
    if (!write.entries().isEmpty()) {
      append(write.entries(), segment);
    }
  }

  /** Replays a frame; false when its entries do not continue this log, which then stays. */
  boolean replay(Frame.GroupWrite write, int segment) {
    write.hard().ifPresent(this::hard);
    if (write.snapshot().isPresent()) {
      SnapshotId id = write.snapshot().get();
      EntryId here = idAt(id.last().index());
      boolean unseen = id.last().index() < floor.index();
      snapshot(id, write.dropsLog() || !unseen && !id.last().equals(here));
    }
    if (write.healed()) {
      suspect = false;
    }
    if (write.entries().isEmpty()) {
      return true;
    }
    long before = write.entries().get(0).index() - 1;
    EntryId previous = idAt(before);
    if (previous == null && before > snapshot.last().index() && before < floor.index()) {
      truncateTo(new EntryId(write.previousTerm(), before));
      previous = floor;
    }
    if (previous == null || previous.term() != write.previousTerm()) {
      return false;
    }
    append(write.entries(), segment);
    return true;
  }

  /** The log ends at its snapshot. */
  void loseEntries() {
    truncateTo(snapshot.last());
  }

  /** Takes a preface's word for the state; entries that replay has not seen are noted as such. */
  void adopt(Frame.GroupRecord record, long position) {
    hard(record.hard());
    suspect = record.suspect();
    snapshot(record.snapshot(), droppedBy(record.snapshot()));
    if (!record.last().equals(last())) {
      truncateTo(record.last());
      floorPosition = position;
    }
  }
}
