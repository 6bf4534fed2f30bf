package conclave.journal;

import conclave.journal.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One segment file as found: which stretches hold intact frames and which do not. After a bad frame
 * it looks for the next intact one; a frame knows its own position, so that bytes of an entry which
 * look like a frame are not taken for one.
 */
final class SegmentScan {

  final int number;
  final String file;

  /** Position of the file's first byte. */
  final long base;

  /** Bad stretches that an intact frame follows, as offsets. */
  final List<Frame.Range> gaps = new ArrayList<>();

  private ByteBuffer bytes;
  private final int size;
  private Frame.Preface preface;
  private final CRC32C crc = new CRC32C();
  private int frames;
  private int end;
  private int nonZero;
  private long maxSynced;

  private SegmentScan(int number, String file, long base, ByteBuffer bytes) {
    this.number = number;
    this.file = file;
    this.bytes = bytes;
    this.size = bytes.limit();
    this.base = base;
  }

  /** Reads and scans; where the file does not say it itself, it stands at {@code expectedBase}. */
  static SegmentScan load(Disk disk, int number, long expectedBase) throws IOException {
    String file = SegmentLog.fileName(number);
    ByteBuffer bytes;
    try (Disk.File handle = disk.open(file)) {
      bytes = ByteBuffer.allocate(Math.toIntExact(handle.size()));
      handle.read(0, bytes);
    }
    bytes.clear();
    SegmentScan scan = new SegmentScan(number, file, baseOf(bytes, number, expectedBase), bytes);
    scan.scan();
    return scan;
  }

  /** An intact preface of the right number tells where the file stands, else its neighbour does. */
  private static long baseOf(ByteBuffer bytes, int number, long expected) {
    CRC32C crc = new CRC32C();
    if (isPreface(bytes, crc) && bytes.getInt(Frame.HEADER_BYTES) == number) {
      return bytes.getLong(16);
    }
    long claimed = -1;
    for (int at = 0; at < bytes.limit(); at += Frame.ALIGNMENT) {
      if (intactLength(bytes, at, crc) > 0) {
        long base = bytes.getLong(at + 16) - at;
        if (base == expected) {
          return expected;
        }
        claimed = claimed < 0 && base > expected ? base : claimed;
      }
    }
    return Math.max(Math.max(0, expected), claimed);
  }

  private static boolean isPreface(ByteBuffer bytes, CRC32C crc) {
    return intactLength(bytes, 0, crc) > 0
        && bytes.get(12) == Frame.VERSION
        && bytes.get(13) == Frame.PREFACE;
  }

  /** Lets go of the content; what was found stays. */
  SegmentScan forget() {
    bytes = ByteBuffer.allocate(0);
    return this;
  }

  int size() {
    return size;
  }

  int frames() {
    return frames;
  }

  /** Offset behind the last intact frame. */
  int end() {
    return end;
  }

  /** Offset behind the last byte that is not zero. */
  int nonZero() {
    return nonZero;
  }

  /** The highest position that any frame here knows to be synced. */
  long maxSynced() {
    return maxSynced;
  }

  private void scan() {
    nonZero = bytes.limit();
    while (nonZero > 0 && bytes.get(nonZero - 1) == 0) {
      nonZero--;
    }
    int at = 0;
    while (at < nonZero) {
      int next = nextFrame(at);
      if (next < 0) {
        return;
      }
      if (next > at) {
        gaps.add(new Frame.Range(at, next));
      }
      if (next == 0 && typeAt(0) == Frame.PREFACE) {
        preface = Frame.preface(payloadAt(0));
      }
      frames++;
      maxSynced = Math.max(maxSynced, bytes.getLong(next + 24));
      at = next + bytes.getInt(next + 8);
      end = at;
    }
  }

  /** The offset of the first intact frame at or after {@code from}, or -1. */
  int nextFrame(int from) {
    for (int at = from; at < nonZero; at += Frame.ALIGNMENT) {
      if (intactLength(bytes, at, crc) > 0 && bytes.getLong(at + 16) == base + at) {
        requireVersion(at);
        return at;
      }
    }
    return -1;
  }

  private void requireVersion(int at) {
    byte version = bytes.get(at + 12);
    if (version != Frame.VERSION) {
      throw new JournalException.UnknownFormat(
          "%s at offset %d is of format version %d; this build knows version %d"
              .formatted(file, at, version, Frame.VERSION));
    }
  }

  private static int intactLength(ByteBuffer bytes, int at, CRC32C crc) {
    if (bytes.limit() - at < Frame.HEADER_BYTES || bytes.getInt(at) != Frame.MAGIC) {
      return 0;
    }
    int length = bytes.getInt(at + 8);
    if (length < Frame.HEADER_BYTES
        || length % Frame.ALIGNMENT != 0
        || length > bytes.limit() - at) {
      return 0;
    }
    crc.reset();
    crc.update(bytes.array(), at + 8, length - 8);
    return (int) crc.getValue() == bytes.getInt(at + 4) ? length : 0;
  }

  byte typeAt(int offset) {
    return bytes.get(offset + 13);
  }

  int lengthAt(int offset) {
    return bytes.getInt(offset + 8);
  }

  long syncedAt(int offset) {
    return bytes.getLong(offset + 24);
  }

  String groupAt(int offset) {
    byte[] name = new byte[Short.toUnsignedInt(bytes.getShort(offset + 14))];
    bytes.get(offset + Frame.HEADER_BYTES, name);
    return new String(name, StandardCharsets.UTF_8);
  }

  /** The payload of the frame at that offset. */
  ByteBuffer payloadAt(int offset) {
    int skip = Frame.HEADER_BYTES + Short.toUnsignedInt(bytes.getShort(offset + 14));
    return bytes.slice(offset + skip, lengthAt(offset) - skip);
  }

  /** The preface, or null when the file does not begin with an intact one. */
  Frame.Preface preface() {
    return preface;
  }

  /** The size that the file should have, as far as it tells. */
  int fullSize() {
    return preface == null ? size : Math.max(size, preface.segmentBytes());
  }

  /** The journal's position where the next segment begins. */
  long limit() {
    return base + fullSize();
  }
}
