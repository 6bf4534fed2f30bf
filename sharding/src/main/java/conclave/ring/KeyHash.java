package conclave.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/**
 * 64 bits of a key, the same on every node and in every release. A text is hashed as its UTF-8
 * bytes, so that text and bytes agree; an unpaired surrogate, which has no UTF-8, counts as a
 * question mark.
 */
public enum KeyHash {
  /**
   * XXH3 with 64 bits and seed 0: quick, and every bit of a key reaches every bit of the hash. The
   * partition table knows no other.
   */
  XXH3 {
    @Override
    public long of(byte[] key) {
      return HASHER.hashBytesToLong(key);
    }
  },

  /** The first eight bytes of MD5. Spreads as well as {@link #XXH3}, at twenty times the cost. */
  MD5 {
    @Override
    public long of(byte[] key) {
      return digest("MD5", key);
    }
  },

  /** The first eight bytes of SHA-1. Spreads as well as {@link #XXH3}, at ten times the cost. */
  SHA1 {
    @Override
    public long of(byte[] key) {
      return digest("SHA-1", key);
    }
  },

  /**
   * CRC-32 as the upper half, the lower half zero. Only to agree with something that places by
   * CRC-32 already, where it is cheap on every platform: the function is linear, so keys that
   * differ in the same bits get hashes that differ in the same bits, and series of similar keys or
   * names can lie unevenly. Never choose it otherwise.
   */
  CRC32 {
    @Override
    public long of(byte[] key) {
      CRC32 crc = new CRC32();
      crc.update(key, 0, key.length);
      return crc.getValue() << 32;
    }
  };

  private static final Hasher64 HASHER = Hashing.xxh3_64();

  /** The hash of these bytes, any number of them. */
  public abstract long of(byte[] key);

  /** The hash of the text's UTF-8 bytes. */
  public final long of(String key) {
    return of(key.getBytes(StandardCharsets.UTF_8));
  }

  private static long digest(String algorithm, byte[] key) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance(algorithm).digest(key)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm + ", this one does not", e);
    }
  }
}
