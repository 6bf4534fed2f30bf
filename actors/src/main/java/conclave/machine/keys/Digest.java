package conclave.machine.keys;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * A SHA-256, which stands for texts and bytes of any length: nobody finds two that have the same.
 * Four numbers rather than an array, so that it can name something in a map, and costs little
 * there.
 *
 * @param a its first eight bytes, big-endian; the others follow
 */
public record Digest(long a, long b, long c, long d) {

  /** The length of a digest. */
  public static final int BYTES = 32;

  /** Of parts in this order; where one ends and the next begins makes a difference. */
  public static Digest of(List<byte[]> parts) {
    MessageDigest sha = sha256();
    for (byte[] part : parts) {
      sha.update(ByteBuffer.allocate(4).putInt(part.length).array());
      sha.update(part);
    }
    ByteBuffer hash = ByteBuffer.wrap(sha.digest());
    return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but not this one", e);
    }
  }

  void encode(Encoder out) {
    out.i64(a).i64(b).i64(c).i64(d);
  }

  static Digest decode(Decoder in) throws MalformedException {
    return new Digest(in.i64(), in.i64(), in.i64(), in.i64());
  }

  /** Writes it into a snapshot. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(a);
    out.writeLong(b);
    out.writeLong(c);
    out.writeLong(d);
  }

  /** Reads what {@link #write} wrote. */
  public static Digest read(DataInput in) throws IOException {
    return new Digest(in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }

  @Override
  public String toString() {
    return "%016x..".formatted(a);
  }
}
