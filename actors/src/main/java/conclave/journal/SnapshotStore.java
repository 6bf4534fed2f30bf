package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.journal.disk.RangeStream;
import conclave.journal.receipt.Receipt;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Snapshot files of all groups, beside the journal on its disk. A file is written aside,
 * checksummed and renamed when it is complete and durable; the order for a caller is
 *
 * <pre>
 *   begin, write.., commit  -> append the journal's snapshot mark, sync  -> prune
 * </pre>
 *
 * <p>Not thread-safe. All methods throw {@link IOException} when the disk fails or is full; the
 * journal is not affected by that. Use it only while the journal is open, which holds the lock.
 */
public final class SnapshotStore {

  private static final int MAGIC = 0x434A534E;
  private static final byte VERSION = 1;

  /** Magic, checksum of the header, its length; version follows. */
  private static final int FIXED_BYTES = 12;

  /** Checksum of content, its length. */
  private static final int TRAILER_BYTES = 12;

  private static final int CHUNK_BYTES = 64 << 10;
  private static final String SUFFIX = ".snap";
  private static final String PART = ".snap.part";
  private static final Pattern FILE =
      Pattern.compile("([a-z0-9_]+)-([0-9]{20})-([0-9]{20})\\.snap");

  private final Disk disk;

  private SnapshotStore(Disk disk) {
    this.disk = disk;
  }

  /** The store on that disk; files that were never completed are deleted. */
  public static SnapshotStore open(Disk disk) throws IOException {
    SnapshotStore store = over(disk);
    store.deleteAll(name -> name.endsWith(PART));
    return store;
  }

  /** Without touching anything, to look only. */
  static SnapshotStore over(Disk disk) {
    return new SnapshotStore(disk);
  }

  /** Starts a snapshot of that group. Nothing is visible before {@link Writer#commit}. */
  public Writer begin(String group, SnapshotId id) throws IOException {
    String file = fileName(group, id.last());
    deleteAll(name -> name.equals(file + SegmentLog.PART));
    return new Writer(file, header(group, id));
  }

  /**
   * Goes on with what has arrived of another node's snapshot, or begins; what arrived of others of
   * that group is given up.
   *
   * @param length of its content, or {@link Receipt#UNKNOWN}
   * @param checksum CRC-32C of its content
   */
  public Receipt receive(String group, SnapshotId id, long length, int checksum)
      throws IOException {
    Receipt.Whole whole =
        new Receipt.Whole(fileName(group, id.last()), header(group, id), length, checksum);
    deleteAll(name -> Receipt.is(name) && name.startsWith(group + "-") && !Receipt.is(name, whole));
    return Receipt.open(disk, whole);
  }

  /** Removes that snapshot, which is of no use. */
  public void discard(String group, EntryId last) throws IOException {
    deleteAll(fileName(group, last)::equals);
  }

  /**
   * The snapshot with that name, with its checksum verified.
   *
   * @return empty when there is none or it is damaged; {@link #damage} tells which
   */
  public Optional<Snapshot> find(String group, EntryId last) throws IOException {
    String file = fileName(group, last);
    if (!disk.list().contains(file)) {
      return Optional.empty();
    }
    Verdict verdict = examine(file);
    return Optional.ofNullable(verdict.snapshot);
  }

  /** The newest snapshot of the group that is intact; damaged ones are passed over. */
  public Optional<Snapshot> latest(String group) throws IOException {
    List<EntryId> ids = ids(group);
    for (EntryId id : ids) {
      Optional<Snapshot> found = find(group, id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Every snapshot file that is not intact. Reads all of them. */
  public List<Damage> damage() throws IOException {
    List<Damage> found = new ArrayList<>();
    for (String file : disk.list()) {
      if (file.endsWith(SUFFIX)) {
        Verdict verdict = examine(file);
        if (verdict.snapshot == null) {
          found.add(verdict.damage(file));
        }
      }
    }
    return found;
  }

  /** Every snapshot file that is intact, by name. Reads all of them. */
  List<JournalInspector.SnapshotFile> intact() throws IOException {
    List<JournalInspector.SnapshotFile> found = new ArrayList<>();
    for (String file : disk.list()) {
      Matcher name = FILE.matcher(file);
      Snapshot snapshot = name.matches() ? examine(file).snapshot : null;
      if (snapshot != null) {
        found.add(
            new JournalInspector.SnapshotFile(
                file, name.group(1), snapshot.id(), snapshot.contentBytes()));
      }
    }
    return found;
  }

  /** The same where none is in use. */
  public void prune(String group, SnapshotId durable) throws IOException {
    prune(group, durable, last -> false);
  }

  /**
   * Deletes the group's snapshots older than {@code durable}, but those in use, and what has
   * arrived of such. Call it only after the journal's mark for that one was synced: before, a crash
   * would still need the older one.
   */
  public void prune(String group, SnapshotId durable, Predicate<EntryId> inUse) throws IOException {
    List<String> old =
        ids(group).stream()
            .filter(id -> id.index() < durable.last().index() && !inUse.test(id))
            .map(id -> fileName(group, id))
            .toList();
    String mark = fileName(group, durable.last());
    deleteAll(name -> old.contains(name) || isObsoleteReceipt(name, group, mark));
  }

  /** Names carry the index first, in as many digits as any, so that their order is that of it. */
  private static boolean isObsoleteReceipt(String name, String group, String mark) {
    return Receipt.is(name)
        && name.startsWith(group + "-")
        && name.substring(0, mark.length()).compareTo(mark) <= 0;
  }

  private void deleteAll(Predicate<String> which) throws IOException {
    List<String> names = disk.list().stream().filter(which).toList();
    for (String name : names) {
      disk.delete(name);
    }
    if (!names.isEmpty()) {
      disk.syncDirectory();
    }
  }

  /** Newest first. */
  private List<EntryId> ids(String group) throws IOException {
    List<EntryId> ids = new ArrayList<>();
    for (String file : disk.list()) {
      Matcher name = FILE.matcher(file);
      if (name.matches() && name.group(1).equals(group)) {
        ids.add(new EntryId(Long.parseLong(name.group(3)), Long.parseLong(name.group(2))));
      }
    }
    ids.sort(Comparator.comparingLong(EntryId::index).thenComparing(EntryId::term).reversed());
    return ids;
  }

  static String fileName(String group, EntryId last) {
    return "%s-%020d-%020d%s".formatted(group, last.index(), last.term(), SUFFIX);
  }

  private static ByteBuffer header(String group, SnapshotId id) {
    int size = FrameWriter.utf8(group).length + FrameWriter.sizeOf(id) + 64;
    FrameWriter body = new FrameWriter(size);
    body.putSnapshotHeader(group, id);
    ByteBuffer encoded = body.encoded();
    ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES + 1 + encoded.remaining());
    header.putInt(MAGIC).putInt(0).putInt(header.capacity()).put(VERSION).put(encoded).flip();
    return header.putInt(4, checksum(header.duplicate().position(8)));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** Either an intact snapshot, or where and why it is not. */
  private record Verdict(Snapshot snapshot, long offset, long length, String reason) {

    private record Place(
        Disk disk, String file, int contentOffset, long contentBytes, int checksum) {}

    Damage damage(String file) {
      return new Damage(file, offset, length, reason, false);
    }
  }

  private Verdict examine(String file) throws IOException {
    try (Disk.File handle = disk.open(file)) {
      long size = handle.size();
      ByteBuffer header = readHeader(handle, size);
      if (header == null) {
        return new Verdict(null, 0, size, "header of snapshot does not match its checksum");
      }
      byte version = header.get();
      if (version != VERSION) {
        throw new JournalException.UnknownFormat(
            "%s is of format version %d; this build knows version %d"
                .formatted(file, version, VERSION));
      }
      String group = Frame.name(header);
      SnapshotId id = Frame.snapshotId(header);
      long length = size - header.limit() - TRAILER_BYTES;
      if (!fileName(group, id.last()).equals(file)) {
        return new Verdict(null, 0, size, "snapshot is of group " + group + " up to " + id.last());
      }
      int checksum = length < 0 ? 0 : checksum(handle, header.limit(), length);
      if (length < 0 || !trailerMatches(handle, header.limit() + length, checksum, length)) {
        return new Verdict(
            null, header.limit(), size - header.limit(), "snapshot does not match its checksum");
      }
      return new Verdict(
          new Snapshot(new Verdict.Place(disk, file, header.limit(), length, checksum), id),
          0,
          0,
          "");
    }
  }

  private static ByteBuffer readHeader(Disk.File file, long size) throws IOException {
    ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES);
    file.read(0, fixed);
    fixed.clear();
    int length = fixed.getInt(8);
    if (fixed.getInt(0) != MAGIC || length <= FIXED_BYTES || length > size) {
      return null;
    }
    ByteBuffer header = ByteBuffer.allocate(length);
    file.read(0, header);
    header.position(8);
    boolean intact = checksum(header.duplicate()) == header.getInt(4);
    return intact ? header.position(FIXED_BYTES) : null;
  }

  private static int checksum(Disk.File file, int from, long length) throws IOException {
    CRC32C crc = new CRC32C();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (long done = 0; done < length; done += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, length - done));
      file.read(from + done, chunk);
      crc.update(chunk.flip());
    }
    return (int) crc.getValue();
  }

  private static boolean trailerMatches(Disk.File file, long at, int checksum, long length)
      throws IOException {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
    file.read(at, trailer);
    return trailer.getInt(0) == checksum && trailer.getLong(4) == length;
  }

  /** An intact snapshot file. A deleted one fails with an {@link IOException} when it is read. */
  public static final class Snapshot {
    private final Disk disk;
    private final String file;
    private final SnapshotId id;
    private final int contentOffset;
    private final long contentBytes;
    private final int checksum;

    private Snapshot(Verdict.Place place, SnapshotId id) {
      this.disk = place.disk;
      this.file = place.file;
      this.id = id;
      this.contentOffset = place.contentOffset;
      this.contentBytes = place.contentBytes;
      this.checksum = place.checksum;
    }

    public SnapshotId id() {
      return id;
    }

    /** Length of what was written. */
    public long contentBytes() {
      return contentBytes;
    }

    /** CRC-32C of what was written. */
    public int checksum() {
      return checksum;
    }

    /** Up to {@code length} bytes from {@code offset} of the content; empty at its end. */
    public byte[] chunk(long offset, int length) throws IOException {
      long rest = Math.max(0, contentBytes - offset);
      ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(length, rest));
      try (Disk.File handle = disk.open(file)) {
        handle.read(contentOffset + offset, chunk);
      }
      return chunk.array();
    }

    /** The whole content, read in chunks. */
    public InputStream stream() {
      return new RangeStream(disk, file, contentOffset, contentBytes);
    }
  }

  /** A snapshot that is being written. End it with {@link #commit} or {@link #abort}. */
  public final class Writer {
    private final String file;
    private final Disk.File part;
    private final CRC32C crc = new CRC32C();
    private final long start;
    private long end;

    private Writer(String file, ByteBuffer header) throws IOException {
      this.file = file;
      this.part = disk.create(file + SegmentLog.PART);
      this.start = header.remaining();
      part.write(0, header);
      this.end = start;
    }

    /** Appends all remaining bytes. After a failure only {@link #abort} makes sense. */
    public void write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      crc.update(bytes.duplicate());
      part.write(end, bytes);
      end += count;
    }

    /** On return the snapshot survives a crash, and {@link #find} has it. */
    public void commit() throws IOException {
      ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES);
      trailer.putInt((int) crc.getValue()).putLong(end - start).flip();
      part.write(end, trailer);
      part.sync();
      part.close();
      disk.rename(file + SegmentLog.PART, file);
      disk.syncDirectory();
    }

    /** Forgets it. */
    public void abort() throws IOException {
      part.close();
      disk.delete(file + SegmentLog.PART);
    }
  }
}
