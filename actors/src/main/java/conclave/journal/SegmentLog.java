package conclave.journal;

import conclave.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The segment files as one long sequence of frames: appends to the current one, prepares the next,
 * rolls, deletes the oldest. Knows nothing of what the frames mean.
 */
final class SegmentLog {

  static final String PART = ".part";
  private static final String SUFFIX = ".seg";
  private static final byte[] NO_GROUP = {};
  private static final int CALLS_BETWEEN_ATTEMPTS = 16;

  /** A file of {@code size} bytes whose first byte has the position {@code base}. */
  record Segment(int number, long base, int size) {
    String file() {
      return fileName(number);
    }

    long limit() {
      return base + size;
    }
  }

  /** Makes the preface of a segment that follows a log which ends at {@code previousEnd}. */
  interface Prefaces {
    Frame.Preface of(Segment segment, long previousEnd);
  }

  private final Disk disk;
  private final JournalSettings settings;
  private final Prefaces prefaces;
  private final FrameWriter writer;
  private final List<Segment> live = new ArrayList<>();
  private final ArrayDeque<Segment> prepared = new ArrayDeque<>();
  private Disk.File file;
  private long end;
  private long flushed;
  private long synced;
  private long lastMark;
  private long firstFree;
  private long syncs;
  private long frames;
  private String noSpace = "";
  private int callsToSkip;

  SegmentLog(Disk disk, JournalSettings settings, Prefaces prefaces) {
    this.disk = disk;
    this.settings = settings;
    this.prefaces = prefaces;
    this.writer = new FrameWriter(Math.min(settings.bufferBytes(), 64 << 10));
  }

  static String fileName(int number) {
    return "%08d".formatted(number) + SUFFIX;
  }

  /** Zeroes what was torn, so that it cannot come back to life behind a later frame. */
  void repair(Recovery found) throws IOException {
    for (String leftover : found.leftovers()) {
      disk.delete(leftover);
    }
    for (Recovery.Cut cut : found.cuts()) {
      try (Disk.File torn = disk.open(cut.file())) {
        torn.write(cut.from(), ByteBuffer.allocate(cut.to() - cut.from()));
        torn.sync();
      }
    }
    disk.syncDirectory();
  }

  /** Continues after a recovery that found a current segment; syncs what it found. */
  void resume(Recovery found) throws IOException {
    firstFree = found.damagedRanges().stream().mapToLong(Frame.Range::to).max().orElse(0);
    for (SegmentScan scan : found.segments()) {
      Segment segment = new Segment(scan.number, scan.base, scan.size());
      if (live.size() <= found.current()) {
        live.add(segment);
      } else if (segment.number == newest().number + 1 && segment.size >= settings.segmentBytes()) {
        prepared.add(new Segment(segment.number, nextBase(), segment.size));
      }
    }
    file = disk.open(current().file());
    end = current().base + found.currentEnd();
    flushed = end;
    lastMark = found.marked() ? end : -1;
    file.sync();
    syncs++;
    synced = end;
  }

  /** Begins a journal, or one behind files without a single intact frame; false without space. */
  boolean begin(List<SegmentScan> unreadable) throws IOException {
    long base = 0;
    int number = 1;
    for (SegmentScan scan : unreadable) {
      live.add(new Segment(scan.number, scan.base, scan.size()));
      base = Math.max(base, scan.limit());
      number = scan.number + 1;
    }
    Segment first = new Segment(number, base, settings.segmentBytes());
    if (!allocate(first, true)) {
      return false;
    }
    live.add(first);
    file = disk.open(first.file());
    flushed = end;
    synced = end;
    lastMark = end;
    return true;
  }

  Segment current() {
    return live.get(live.size() - 1);
  }

  private Segment newest() {
    return prepared.isEmpty() ? current() : prepared.getLast();
  }

  /** Above all damage too: nothing may ever stand where a known damage was. */
  private long nextBase() {
    return Math.max(firstFree, newest().limit());
  }

  List<Segment> live() {
    return live;
  }

  int segments() {
    return live.size() + prepared.size();
  }

  long bytes() {
    return newest().limit() - live.get(0).base;
  }

  long end() {
    return end;
  }

  long syncs() {
    return syncs;
  }

  long frames() {
    return frames;
  }

  /** Why the last attempt to prepare a segment failed; empty when it did not. */
  String noSpace() {
    return noSpace;
  }

  boolean isPrepared() {
    return !prepared.isEmpty();
  }

  /** Whether more than that part of the current segment is used. */
  boolean usedMoreThan(double part) {
    return end - current().base > current().size * part;
  }

  boolean fits(int frameBytes) {
    return end + frameBytes <= current().limit();
  }

  /** Bytes for entries, after what rolling may waste and what votes keep. */
  long usable(int prefaceBytes) {
    int waste = settings.maxFrameBytes();
    long sum = Math.max(0, current().limit() - end - waste) - settings.reserveBytes();
    for (Segment segment : prepared) {
      sum += Math.max(0, segment.size - prefaceBytes - waste);
    }
    return sum;
  }

  /** Appends to the buffer, in the next segment if this one is full. The number it went to. */
  int append(byte[] group, Frame.GroupWrite write, int size) throws IOException {
    if (!fits(size)) {
      roll();
    }
    writer.begin(Frame.WRITE, group, size);
    writer.put(write);
    ended(size);
    if (writer.size() >= settings.bufferBytes()) {
      flush();
    }
    return current().number;
  }

  private void ended(int size) {
    writer.end(end, synced);
    end += size;
    frames++;
  }

  private void flush() throws IOException {
    if (writer.size() > 0) {
      file.write(flushed - current().base, writer.encoded());
      flushed = end;
      writer.clear();
    }
  }

  /** Makes all appended frames durable; nothing to do costs nothing. */
  void sync() throws IOException {
    if (synced < end) {
      flush();
      file.sync();
      syncs++;
      synced = end;
    }
  }

  /** Says durably that everything so far was synced, unless that was said already. */
  void mark() throws IOException {
    sync();
    int size = FrameWriter.frameBytes(0, 0);
    if (lastMark != end && fits(size)) {
      writer.begin(Frame.MARK, NO_GROUP, size);
      ended(size);
      sync();
      lastMark = end;
    }
  }

  /** Leaves the current segment, synced, for the next, whose preface is durable on return. */
  void roll() throws IOException {
    sync();
    file.close();
    Segment next = prepared.remove();
    file = disk.open(next.file());
    putPreface(next);
    live.add(next);
    flush();
    sync();
  }

  private void putPreface(Segment segment) {
    Frame.Preface preface = prefaces.of(segment, end);
    int size = FrameWriter.sizeOf(preface);
    writer.begin(Frame.PREFACE, NO_GROUP, size);
    writer.put(preface);
    end = segment.base;
    flushed = end;
    ended(size);
  }

  /**
   * Allocates and syncs the next segment; false when the disk has no room for it, or when there are
   * {@code most} already.
   */
  boolean prepare(long most) throws IOException {
    if (segments() >= most) {
      noSpace = "%d segments are in use, which is the most".formatted(segments());
      return false;
    }
    Segment next = new Segment(newest().number + 1, nextBase(), settings.segmentBytes());
    if (!allocate(next, false)) {
      callsToSkip = CALLS_BETWEEN_ATTEMPTS;
      return false;
    }
    prepared.add(next);
    callsToSkip = 0;
    int size = FrameWriter.frameBytes(0, 8);
    if (fits(size)) {
      writer.begin(Frame.PREPARED, NO_GROUP, size);
      writer.put(new Frame.Prepared(next.number, next.size));
      ended(size);
    }
    return true;
  }

  /** The same, but only at every few calls after one that failed. */
  boolean prepareNowAndThen(long most) throws IOException {
    return callsToSkip-- <= 0 && prepare(most);
  }

  /** Written aside, so that a file of a segment's name always has its full length. */
  private boolean allocate(Segment segment, boolean withPreface) throws IOException {
    String aside = segment.file() + PART;
    Disk.File part = null;
    boolean allocated = false;
    try {
      part = disk.create(aside);
      part.allocate(segment.size);
      allocated = true;
      noSpace = "";
    } catch (IOException e) {
      noSpace = "no room for segment " + segment.file() + ": " + e.getMessage();
    }
    if (allocated) {
      fill(part, segment, withPreface);
    } else if (part != null) {
      part.close();
      disk.delete(aside);
    }
    return allocated;
  }

  private void fill(Disk.File part, Segment segment, boolean withPreface) throws IOException {
    if (withPreface) {
      putPreface(segment);
      part.write(0, writer.encoded());
      writer.clear();
    }
    part.sync();
    syncs++;
    part.close();
    disk.rename(segment.file() + PART, segment.file());
    disk.syncDirectory();
  }

  /** Deletes segments before {@code number}, oldest first, each durably before the next. */
  void deleteBefore(int number) throws IOException {
    while (live.get(0).number < Math.min(number, current().number)) {
      disk.delete(live.get(0).file());
      disk.syncDirectory();
      live.remove(0);
      callsToSkip = 0; // there is room again
    }
  }

  void close() throws IOException {
    file.close();
  }
}
