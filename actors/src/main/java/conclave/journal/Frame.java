package conclave.journal;

import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The frame format, version 1, big endian: what decoding yields. {@link FrameWriter} is its mirror.
 *
 * <pre>
 *    0 magic u32       of every version: "CJFM"
 *    4 crc32c u32      of every version: over bytes 8 to length
 *    8 length u32      of every version: whole frame with padding, a multiple of 8
 *   12 version u8, type u8, group length u16
 *   16 position u64    where this frame stands in the journal: stale or misplaced bytes never match
 *   24 synced u64      end of the last completed sync when the frame was made (law L6)
 *   32 group, payload, zero padding
 * </pre>
 */
final class Frame {

  static final int MAGIC = 0x434A464D;
  static final byte VERSION = 1;
  static final int HEADER_BYTES = 32;
  static final int ALIGNMENT = 8;

  /** Opens a segment: the state of every group. */
  static final byte PREFACE = 1;

  /** One write of one group. */
  static final byte WRITE = 2;

  /** Says only that everything before it was synced. */
  static final byte MARK = 3;

  /** The next segment exists and is durable. */
  static final byte PREPARED = 4;

  static final int HAS_HARD_STATE = 1;
  static final int HAS_SNAPSHOT = 2;
  static final int HAS_ENTRIES = 4;
  static final int HEALED = 8;
  static final int DROPS_LOG = 16;

  private Frame() {}

  /** Positions [from, to) of the journal. */
  record Range(long from, long to) {
    boolean covers(Range other) {
      return from <= other.from && other.to <= to;
    }
  }

  /** A group as a preface has it; {@code last} is the last entry of its log. */
  record GroupRecord(
      String name, boolean suspect, HardState hard, SnapshotId snapshot, EntryId last) {}

  /**
   * The first frame of a segment.
   *
   * @param suspectNewcomers damage may have swallowed whole groups: those not listed are suspect
   * @param previousEnd where the frames of the segment before end
   */
  record Preface(
      int number,
      int segmentBytes,
      long previousEnd,
      boolean suspectNewcomers,
      List<Range> known,
      List<GroupRecord> groups) {}

  /** A frame of one group; {@code previousTerm} is of the entry before the first one. */
  record GroupWrite(
      Optional<HardState> hard,
      Optional<SnapshotId> snapshot,
      boolean dropsLog,
      boolean healed,
      long previousTerm,
      List<Entry> entries) {

    GroupWrite withEntries(List<Entry> some) {
      return some.size() == entries.size()
          ? this
          : new GroupWrite(hard, snapshot, dropsLog, healed, previousTerm, some);
    }
  }

  /** The file that follows. */
  record Prepared(int number, int segmentBytes) {}

  static String name(ByteBuffer in) {
    byte[] bytes = new byte[Short.toUnsignedInt(in.getShort())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static EntryId entryId(ByteBuffer in) {
    long term = in.getLong();
    return new EntryId(term, in.getLong());
  }

  static NodeId node(ByteBuffer in) {
    String name = name(in);
    return new NodeId(name, in.getLong());
  }

  static List<NodeId> nodes(ByteBuffer in) {
    int count = Short.toUnsignedInt(in.getShort());
    List<NodeId> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(node(in));
    }
    return nodes;
  }

  static HardState hardState(ByteBuffer in) {
    long term = in.getLong();
    return new HardState(term, in.get() == 0 ? Optional.empty() : Optional.of(node(in)));
  }

  static SnapshotId snapshotId(ByteBuffer in) {
    EntryId last = entryId(in);
    List<NodeId> voters = nodes(in);
    return new SnapshotId(last, new Configuration(voters, nodes(in)));
  }

  static Prepared prepared(ByteBuffer in) {
    int number = in.getInt();
    return new Prepared(number, in.getInt());
  }

  static Preface preface(ByteBuffer in) {
    int number = in.getInt();
    int segmentBytes = in.getInt();
    long previousEnd = in.getLong();
    boolean suspectNewcomers = in.get() != 0;
    int ranges = Short.toUnsignedInt(in.getShort());
    List<Range> known = new ArrayList<>(ranges);
    for (int i = 0; i < ranges; i++) {
      long from = in.getLong();
      known.add(new Range(from, in.getLong()));
    }
    int count = Short.toUnsignedInt(in.getShort());
    List<GroupRecord> groups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      groups.add(groupRecord(in));
    }
    return new Preface(number, segmentBytes, previousEnd, suspectNewcomers, known, groups);
  }

  private static GroupRecord groupRecord(ByteBuffer in) {
    String name = name(in);
    boolean suspect = in.get() != 0;
    HardState hard = hardState(in);
    SnapshotId snapshot = snapshotId(in);
    return new GroupRecord(name, suspect, hard, snapshot, entryId(in));
  }

  static GroupWrite groupWrite(ByteBuffer in) {
    int flags = in.get();
    Optional<HardState> hard =
        (flags & HAS_HARD_STATE) == 0 ? Optional.empty() : Optional.of(hardState(in));
    Optional<SnapshotId> snapshot =
        (flags & HAS_SNAPSHOT) == 0 ? Optional.empty() : Optional.of(snapshotId(in));
    long previousTerm = 0;
    List<Entry> entries = List.of();
    if ((flags & HAS_ENTRIES) != 0) {
      previousTerm = in.getLong();
      entries = entries(in);
    }
    boolean dropsLog = (flags & DROPS_LOG) != 0;
    return new GroupWrite(hard, snapshot, dropsLog, (flags & HEALED) != 0, previousTerm, entries);
  }

  private static List<Entry> entries(ByteBuffer in) {
    long index = in.getLong();
    int count = in.getInt();
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long term = in.getLong();
      Entry.Kind kind = Entry.Kind.of(in.get());
      byte[] payload = new byte[in.getInt()];
      in.get(payload);
      entries.add(new Entry(new EntryId(term, index + i), kind, payload));
    }
    return entries;
  }
}
