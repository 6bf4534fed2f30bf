package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
   * @param torn stretches that were never synced; a start would cut them off
   * @param damage of segments and of snapshot files
   */
  public record Report(
      List<Segment> segments, List<Group> groups, List<Torn> torn, List<Damage> damage) {}

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
   * @param first index of the first entry; one more than {@code last} when there is none
   */
  public record Group(
      String name,
      HardState hardState,
      SnapshotId snapshot,
      long first,
      EntryId last,
      boolean suspect) {}

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
    return new Report(segments, groups, torn, damage);
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
    long first = group.snapshot().last().index() + 1;
    return new Group(
        group.name, group.hard(), group.snapshot(), first, group.last(), group.suspect());
  }
}
