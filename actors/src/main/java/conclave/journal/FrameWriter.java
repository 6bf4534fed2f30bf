package conclave.journal;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Encodes frames one after the other into one reused buffer. Sizes are known beforehand ({@code
 * sizeOf}), since a write without room is refused before its first byte.
 */
final class FrameWriter {

  private static final int ENTRY_BYTES = 13;
  private static final int ENTRIES_BYTES = 20;
  private static final int PREFACE_BYTES = 21;

  private final CRC32C crc = new CRC32C();
  private ByteBuffer buffer;
  private int start;

  FrameWriter(int initialBytes) {
    buffer = ByteBuffer.allocateDirect(initialBytes);
  }

  int size() {
    return buffer.position();
  }

  /** The encoded frames, to be written; call {@link #clear} afterwards. */
  ByteBuffer encoded() {
    return buffer.duplicate().flip();
  }

  void clear() {
    buffer.clear();
  }

  /** Starts a frame of {@code size} bytes; the caller puts its payload and calls {@link #end}. */
  void begin(byte type, byte[] group, int size) {
    if (buffer.remaining() < size) {
      int capacity = Math.max(buffer.capacity() * 2, buffer.position() + size);
      buffer = ByteBuffer.allocateDirect(capacity).put(buffer.flip());
    }
    start = buffer.position();
    buffer.putInt(Frame.MAGIC).putInt(0).putInt(size);
    buffer.put(Frame.VERSION).put(type).putShort((short) group.length);
    buffer.putLong(0).putLong(0).put(group);
  }

  /** Completes the frame begun last: {@code position} in the journal, {@code synced} (law L6). */
  void end(long position, long synced) {
    int size = buffer.getInt(start + 8);
    int end = start + size;
    if (buffer.position() > end || end - buffer.position() >= Frame.ALIGNMENT) {
      throw new IllegalStateException(
          "frame of " + (buffer.position() - start) + " bytes was announced with " + size);
    }
    while (buffer.position() < end) {
      buffer.put((byte) 0);
    }
    buffer.putLong(start + 16, position).putLong(start + 24, synced);
    crc.reset();
    crc.update(buffer.duplicate().position(start + 8).limit(end));
    buffer.putInt(start + 4, (int) crc.getValue());
  }

  /** The size on disk of a frame with that much payload. */
  static int frameBytes(int groupLength, int payload) {
    int unpadded = Frame.HEADER_BYTES + groupLength + payload;
    return unpadded + Frame.ALIGNMENT - 1 & -Frame.ALIGNMENT;
  }

  static int sizeOf(NodeId node) {
    return 10 + utf8(node.name()).length;
  }

  static int sizeOf(HardState hard) {
    return 9 + hard.vote().map(FrameWriter::sizeOf).orElse(0);
  }

  static int sizeOf(SnapshotId id) {
    return 20
        + id.configuration().voters().stream().mapToInt(FrameWriter::sizeOf).sum()
        + id.configuration().learners().stream().mapToInt(FrameWriter::sizeOf).sum();
  }

  static int sizeOf(Entry entry) {
    return ENTRY_BYTES + entry.payload().length;
  }

  /** Payload of a group's write beside its entries. */
  static int sizeOfRest(Frame.GroupWrite write) {
    return 1
        + write.hard().map(FrameWriter::sizeOf).orElse(0)
        + write.snapshot().map(FrameWriter::sizeOf).orElse(0)
        + (write.entries().isEmpty() ? 0 : ENTRIES_BYTES);
  }

  static int sizeOf(Frame.Preface preface) {
    int records = 0;
    for (Frame.GroupRecord group : preface.groups()) {
      records += sizeOf(group);
    }
    return prefaceBytes(preface.known().size(), records);
  }

  static int sizeOf(Frame.GroupRecord group) {
    return 19 + utf8(group.name()).length + sizeOf(group.hard()) + sizeOf(group.snapshot());
  }

  /** A preface with that many known damages, and records of that size in sum. */
  static int prefaceBytes(int known, int records) {
    return frameBytes(0, PREFACE_BYTES + 16 * known + records);
  }

  void putSnapshotHeader(String group, SnapshotId id) {
    put(group);
    put(id);
  }

  void put(Frame.Preface preface) {
    buffer.putInt(preface.number()).putInt(preface.segmentBytes()).putLong(preface.previousEnd());
    buffer.put((byte) (preface.suspectNewcomers() ? 1 : 0));
    buffer.putShort((short) preface.known().size());
    preface.known().forEach(range -> buffer.putLong(range.from()).putLong(range.to()));
    buffer.putShort((short) preface.groups().size());
    for (Frame.GroupRecord group : preface.groups()) {
      put(group.name());
      buffer.put((byte) (group.suspect() ? 1 : 0));
      put(group.hard());
      put(group.snapshot());
      put(group.last());
    }
  }

  void put(Frame.Prepared prepared) {
    buffer.putInt(prepared.number()).putInt(prepared.segmentBytes());
  }

  void put(Frame.GroupWrite write) {
    int flags =
        (write.hard().isPresent() ? Frame.HAS_HARD_STATE : 0)
            | (write.snapshot().isPresent() ? Frame.HAS_SNAPSHOT : 0)
            | (write.entries().isEmpty() ? 0 : Frame.HAS_ENTRIES)
            | (write.healed() ? Frame.HEALED : 0)
            | (write.dropsLog() ? Frame.DROPS_LOG : 0);
    buffer.put((byte) flags);
    write.hard().ifPresent(this::put);
    write.snapshot().ifPresent(this::put);
    if (!write.entries().isEmpty()) {
      buffer.putLong(write.previousTerm()).putLong(write.entries().get(0).index());
      buffer.putInt(write.entries().size());
      for (Entry entry : write.entries()) {
        buffer.putLong(entry.term()).put(entry.kind().code());
        buffer.putInt(entry.payload().length).put(entry.payload());
      }
    }
  }

  void put(HardState hard) {
    buffer.putLong(hard.term()).put((byte) (hard.vote().isPresent() ? 1 : 0));
    hard.vote().ifPresent(this::put);
  }

  void put(SnapshotId id) {
    put(id.last());
    put(id.configuration().voters());
    put(id.configuration().learners());
  }

  private void put(EntryId id) {
    buffer.putLong(id.term()).putLong(id.index());
  }

  private void put(List<NodeId> nodes) {
    buffer.putShort((short) nodes.size());
    nodes.forEach(this::put);
  }

  private void put(NodeId node) {
    put(node.name());
    buffer.putLong(node.incarnation());
  }

  private void put(String name) {
    byte[] bytes = utf8(name);
    buffer.putShort((short) bytes.length).put(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
