package conclave.machine;

import conclave.raft.log.Entry;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Hashes that compare replicas. Against accidents, not against an adversary. */
final class Hashing {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hashing() {}

  /**
   * The history's hash after one more entry. The bytes go through a CRC, which the processor
   * computes: this runs for every entry.
   */
  static long extend(long history, Entry entry, Result result) {
    long hash = mix(history ^ entry.index());
    hash = mix(hash ^ entry.term());
    hash = mix(hash ^ entry.kind().code());
    hash = mix(hash ^ crc(entry.payload()));
    return mix(hash ^ crc(result.encode()));
  }

  private static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (long) bytes.length << 32 | crc.getValue();
  }

  /** The finisher of SplitMix64: every bit of the input reaches every bit of the output. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Two checksums of what is written to it, which the processor computes: 64 bits. */
  static final class Sums extends OutputStream {
    private static final int BUFFER = 8 << 10;

    private final CRC32C high = new CRC32C();
    private final CRC32 low = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    long value() {
      take();
      return high.getValue() << 32 | low.getValue();
    }

    private void take() {
      high.update(buffer, 0, filled);
      low.update(buffer, 0, filled);
      filled = 0;
    }

    @Override
    public void write(int b) {
      if (filled == BUFFER) {
        take();
      }
      buffer[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      if (length > BUFFER - filled) {
        take();
      }
      if (length > BUFFER) {
        high.update(bytes, from, length);
        low.update(bytes, from, length);
      } else {
        System.arraycopy(bytes, from, buffer, filled, length);
        filled += length;
      }
    }
  }

  /** Hashes what is written to it (FNV-1a, 64 bits). */
  static final class Stream extends OutputStream {
    private long hash = FNV_OFFSET;

    long value() {
      return mix(hash);
    }

    @Override
    public void write(int b) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      long h = hash;
      for (int i = from; i < from + length; i++) {
        h = (h ^ (bytes[i] & 0xff)) * FNV_PRIME;
      }
      hash = h;
    }
  }
}
