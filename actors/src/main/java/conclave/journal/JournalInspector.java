package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.journal.receipt.Receipt;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Describes the files of a journal, and changes nothing: for a node that is stopped. It takes no
 * lock; beside a running node the newest frames may look torn.
 */
public final class JournalInspector {

  private JournalInspector() {}

  /**
   * What the files say.
   *
   * @param segments oldest first
   * @param groups by name
   * @param snapshots every intact snapshot file, by name
   * @param unfinished files that an interrupted write left, such as half a snapshot of a leader
   * @param torn stretches that were never synced; a start would cut them off
   * @param damage of segments and of snapshot files
   */
  public record Report(
      List<Segment> segments,
      List<Group> groups,
      List<SnapshotFile> snapshots,
      List<Unfinished> unfinished,
      List<Torn> torn,
      List<Damage> damage) {

    /** What a node would remember of that group; empty where it would know nothing of it. */
    public Optional<Group> group(String name) {
      return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }
  }

  /**
   * A segment file.
   *
   * @param from position in the journal of its first byte
   * @param end position behind its last intact frame
   * @param limit position behind its last byte
   */
  public record Segment(String file, long from, long end, long limit, int frames) {}

  /**
   * What a node would remember of a group.
   *
   * @param snapshot what the log goes on from; everything up to it is committed
   * @param entries those after it, without a hole; how many of them are committed nobody wrote down
   */
  public record Group(
      String name, HardState hardState, SnapshotId snapshot, List<Entry> entries, boolean suspect) {

    /** Index of the first entry; one more than that of {@link #last} when there is none. */
    public long first() {
      return snapshot.last().index() + 1;
    }

    /** The last entry, or that of the snapshot. */
    public EntryId last() {
      return entries.isEmpty() ? snapshot.last() : entries.get(entries.size() - 1).id();
    }

    /**
     * Every configuration that is known, by the index from which on it is in force; the last one is
     * that of now. Empty before a first snapshot, while the log has none.
     *
     * @throws IllegalArgumentException when an entry holds one that this build cannot read
     */
    public SortedMap<Long, Configuration> configurations() {
      SortedMap<Long, Configuration> configurations = new TreeMap<>();
      if (!snapshot.equals(SnapshotId.NONE)) {
        configurations.put(snapshot.last().index(), snapshot.configuration());
      }
      for (Entry entry : entries) {
        if (entry.kind() == Entry.Kind.CONFIGURATION) {
          configurations.put(entry.index(), ConfigurationCodec.decode(entry.payload()));
        }
      }
      return configurations;
    }
  }

  /**
   * A snapshot file whose checksum is right.
   *
   * @param id what it stands for
   * @param bytes of its content
   */
  public record SnapshotFile(String file, String group, SnapshotId id, long bytes) {}

  /**
   * A file of {@code bytes} that nobody finished.
   *
   * @param goesOn whether it is a leader's snapshot that arrives, which goes on where it stopped; a
   *     start deletes every other
   */
  public record Unfinished(String file, long bytes, boolean goesOn) {}

  /** Bytes [from, to) of a file that were never synced. */
  public record Torn(String file, int from, int to) {}

  /**
   * Reads all segments and snapshots of that disk.
   *
   * @throws IOException when the disk fails
   * @throws JournalException.UnknownFormat when a newer build wrote it
   */
  public static Report describe(Disk disk) throws IOException {
    Recovery found = Recovery.of(disk, new Reserve());
    List<Segment> segments = new ArrayList<>();
    for (SegmentScan scan : found.segments()) {
      segments.add(
          new Segment(
              scan.file,
              scan.base,
              scan.base + scan.end(),
              scan.base + scan.size(),
              scan.frames()));
    }
    List<Group> groups = found.groups().values().stream().map(JournalInspector::describe).toList();
    List<Torn> torn =
        found.cuts().stream().map(cut -> new Torn(cut.file(), cut.from(), cut.to())).toList();
    List<Damage> damage = new ArrayList<>(found.damage());
    damage.addAll(SnapshotStore.over(disk).damage());
    damage.addAll(missingSnapshots(groups, disk.list()));
    List<SnapshotFile> snapshots = SnapshotStore.over(disk).intact();
    return new Report(segments, groups, snapshots, unfinished(disk), torn, damage);
  }

  private static List<Unfinished> unfinished(Disk disk) throws IOException {
    List<Unfinished> found = new ArrayList<>();
    for (String name : disk.list()) {
      if (name.endsWith(SegmentLog.PART) || Receipt.is(name)) {
        try (Disk.File file = disk.open(name)) {
          found.add(new Unfinished(name, file.size(), Receipt.is(name)));
        }
      }
    }
    return found;
  }

  /**
   * That snapshot, to be read; empty when there is none or it is damaged.
   *
   * @throws IOException when the disk fails
   */
  public static Optional<SnapshotStore.Snapshot> snapshot(Disk disk, String group, EntryId last)
      throws IOException {
    return SnapshotStore.over(disk).find(group, last);
  }

  /** The journal names a snapshot only after that was durable. */
  private static List<Damage> missingSnapshots(List<Group> groups, List<String> files) {
    return groups.stream()
        .filter(group -> group.snapshot().last().index() > 0)
        .map(group -> SnapshotStore.fileName(group.name(), group.snapshot().last()))
        .filter(file -> !files.contains(file))
        .map(
            file ->
                new Damage(file, 0, 0, "the snapshot that the journal goes on from is gone", false))
        .toList();
  }

  private static Group describe(GroupLog group) {
    return new Group(group.name, group.hard(), group.snapshot(), group.entries(), group.suspect());
  }
}
