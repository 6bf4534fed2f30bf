package conclave.journal;

import conclave.journal.disk.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a journal and plans its repair; changes nothing. Only the last segment that holds a frame
 * may have a torn end: a roll syncs the segment it leaves, and then the preface of the new one.
 */
final class Recovery {

  private static final Pattern SEGMENT = Pattern.compile("[0-9]{8}\\.seg");

  /** A bad stretch of a file that was never synced, to be zeroed. */
  record Cut(String file, int from, int to) {}

  private record Found(String file, long base, Frame.Range range, String reason) {}

  private final Disk disk;
  private final Reserve reserve;
  private final List<SegmentScan> scans = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private final Map<String, GroupLog> groups = new TreeMap<>();
  private final List<Cut> cuts = new ArrayList<>();
  private final List<String> leftovers = new ArrayList<>();
  private List<Frame.Range> known = List.of();
  private boolean suspectNewcomers;
  private final Map<Integer, Integer> prepared = new TreeMap<>();
  private int current = -1;
  private int currentEnd;
  private boolean marked;

  private Recovery(Disk disk, Reserve reserve) {
    this.disk = disk;
    this.reserve = reserve;
  }

  static Recovery of(Disk disk, Reserve reserve) throws IOException {
    Recovery recovery = new Recovery(disk, reserve);
    recovery.scanAll();
    recovery.judge();
    for (int i = 0; i <= recovery.current; i++) {
      recovery.replay(i);
    }
    recovery.finish();
    return recovery;
  }

  /** No segment at all: nothing was ever promised here, or everything was taken away. */
  boolean fresh() {
    return scans.isEmpty();
  }

  Map<String, GroupLog> groups() {
    return groups;
  }

  List<Cut> cuts() {
    return cuts;
  }

  /** Files that an interrupted preparation left. */
  List<String> leftovers() {
    return leftovers;
  }

  /** All segments, the empty ones at the end included. */
  List<SegmentScan> segments() {
    return scans;
  }

  /** Index into {@link #segments} of the one to append to, or -1 when none holds a frame. */
  int current() {
    return current;
  }

  /** Offset in the current segment where the next frame goes. */
  int currentEnd() {
    return currentEnd;
  }

  /** Whether the last frame says already that everything before it was synced. */
  boolean marked() {
    return marked;
  }

  boolean suspectNewcomers() {
    return suspectNewcomers;
  }

  List<Damage> damage() {
    return found.stream().map(this::damage).toList();
  }

  private Damage damage(Found f) {
    long length = f.range.to() - f.range.from();
    return new Damage(f.file, f.range.from() - f.base, length, f.reason, isKnown(f));
  }

  boolean newlyDamaged() {
    return !found.stream().allMatch(this::isKnown);
  }

  List<Frame.Range> damagedRanges() {
    return found.stream().map(Found::range).toList();
  }

  private boolean isKnown(Found damage) {
    return known.stream().anyMatch(range -> range.covers(damage.range));
  }

  private void scanAll() throws IOException {
    long next = -1;
    for (String file : disk.list()) {
      if (file.endsWith(SegmentLog.PART)) {
        leftovers.add(file);
      } else if (SEGMENT.matcher(file).matches()) {
        int number = Integer.parseInt(file.substring(0, 8));
        boolean follows = !scans.isEmpty() && number == scans.get(scans.size() - 1).number + 1;
        SegmentScan scan = SegmentScan.load(disk, number, follows ? next : -1).forget();
        scans.add(scan);
        next = scan.limit();
      }
    }
  }

  /** Tells torn ends from damage. */
  private void judge() {
    int last = scans.size() - 1;
    while (last >= 0 && (scans.get(last).frames() == 0 || unborn(last))) {
      last--;
    }
    current = last;
    for (int i = 0; i < current; i++) {
      judgeSealed(scans.get(i), scans.get(i + 1));
    }
    if (current >= 0) {
      judgeLast(scans.get(current));
    }
    for (int i = current + 1; i < scans.size(); i++) {
      SegmentScan scan = scans.get(i);
      if (current < 0) {
        damaged(scan, 0, scan.size(), "no intact frame in the whole file");
      } else if (scan.nonZero() > 0) {
        cuts.add(new Cut(scan.file, 0, scan.nonZero()));
      }
    }
  }

  /** A roll into this segment was interrupted: its preface never was durable. */
  private boolean unborn(int index) {
    SegmentScan scan = scans.get(index);
    return index > 0 && scan.preface() == null && scan.maxSynced() <= scan.base;
  }

  private void judgeSealed(SegmentScan scan, SegmentScan next) {
    scan.gaps.forEach(gap -> damaged(scan, gap.from(), gap.to(), "checksum does not match"));
    if (next.number != scan.number + 1) {
      String file = SegmentLog.fileName(scan.number + 1);
      Frame.Range range = new Frame.Range(scan.limit(), Math.max(scan.limit() + 1, next.base));
      found.add(new Found(file, scan.limit(), range, "segment is missing"));
      return;
    }
    int sealed = next.preface() == null ? 0 : (int) (next.preface().previousEnd() - scan.base);
    if (scan.end() < sealed) {
      damaged(scan, scan.end(), sealed, "frames are gone");
    } else if (scan.end() < scan.nonZero()) {
      damaged(scan, scan.end(), scan.nonZero(), "checksum does not match");
    }
  }

  private void judgeLast(SegmentScan scan) {
    currentEnd = scan.end();
    for (Frame.Range gap : scan.gaps) {
      boolean first = gap.from() == 0;
      if (!first && scan.base + gap.from() >= scan.maxSynced()) {
        currentEnd = (int) gap.from();
        break;
      }
      damaged(scan, gap.from(), gap.to(), "checksum does not match");
    }
    if (currentEnd < scan.nonZero()) {
      cuts.add(new Cut(scan.file, currentEnd, scan.nonZero()));
    }
    if (scan.size() < scan.fullSize()) {
      damaged(scan, scan.size(), scan.fullSize(), "file was cut");
    }
  }

  private void damaged(SegmentScan scan, long from, long to, String reason) {
    found.add(
        new Found(scan.file, scan.base, new Frame.Range(scan.base + from, scan.base + to), reason));
  }

  private void replay(int index) throws IOException {
    SegmentScan scan = SegmentScan.load(disk, scans.get(index).number, scans.get(index).base);
    int limit = index == current ? currentEnd : scan.size();
    int at = scan.nextFrame(0);
    while (at >= 0 && at < limit) {
      replay(scan, at);
      at = scan.nextFrame(at + scan.lengthAt(at));
    }
  }

  private void replay(SegmentScan scan, int at) {
    marked = false;
    switch (scan.typeAt(at)) {
      case Frame.PREFACE -> {
        Frame.Preface preface = scan.preface();
        known = preface.known();
        suspectNewcomers = preface.suspectNewcomers();
        preface.groups().forEach(record -> group(record.name()).adopt(record, scan.base));
      }
      case Frame.WRITE -> {
        GroupLog group = group(scan.groupAt(at));
        if (!group.replay(Frame.groupWrite(scan.payloadAt(at)), scan.number)) {
          String reason = "entries of group " + group.name + " do not follow its log";
          damaged(scan, at, at + scan.lengthAt(at), reason);
        }
      }
      case Frame.MARK -> marked = scan.syncedAt(at) == scan.base + at;
      case Frame.PREPARED -> {
        Frame.Prepared next = Frame.prepared(scan.payloadAt(at));
        prepared.put(next.number(), next.segmentBytes());
      }
      default ->
          throw new JournalException.UnknownFormat(
              "%s at offset %d has a frame of unknown type %d"
                  .formatted(scan.file, at, scan.typeAt(at)));
    }
  }

  private GroupLog group(String name) {
    return groups.computeIfAbsent(
        name,
        missing -> {
          GroupLog group = new GroupLog(name, reserve.share());
          group.suspect(suspectNewcomers);
          return group;
        });
  }

  private void finish() {
    requirePrepared();
    for (GroupLog group : groups.values()) {
      long since = group.missingSince();
      if (since >= 0) {
        SegmentScan scan = scans.stream().filter(s -> s.base == since).findFirst().orElseThrow();
        damaged(scan, 0, 1, "entries of group " + group.name + " before this segment are gone");
        group.loseEntries();
      }
    }
    if (newlyDamaged()) {
      suspectNewcomers = true;
      groups.values().forEach(group -> group.suspect(true));
    }
  }

  /** A frame says that these files were durable; whether they held anything nobody knows. */
  private void requirePrepared() {
    if (current < 0) {
      return;
    }
    long base = scans.get(current).limit();
    for (Map.Entry<Integer, Integer> next : prepared.entrySet()) {
      int number = next.getKey();
      if (number > scans.get(current).number) {
        int size = scans.stream().filter(s -> s.number == number).mapToInt(SegmentScan::size).sum();
        if (size < next.getValue()) {
          String file = SegmentLog.fileName(number);
          Frame.Range range = new Frame.Range(base + size, base + next.getValue());
          found.add(new Found(file, base, range, "segment is missing or cut"));
        }
        base += Math.max(size, next.getValue());
      }
    }
  }
}
