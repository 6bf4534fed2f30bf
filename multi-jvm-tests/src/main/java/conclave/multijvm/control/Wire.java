package conclave.multijvm.control;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Frames of a length and so many bytes, and values as Java serialises them. */
public final class Wire {

  /** The largest frame, 16 MiB. */
  public static final int MAX_FRAME = 16 << 20;

  private Wire() {}

  /**
   * A value as bytes.
   *
   * @throws IOException naming the class that is not Serializable, or that it is too large
   */
  public static byte[] bytes(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (NotSerializableException e) {
      throw new IOException("it holds a %s, which is not Serializable".formatted(e.getMessage()));
    }
    if (bytes.size() > MAX_FRAME) {
      throw new IOException("%d bytes are more than %d".formatted(bytes.size(), MAX_FRAME));
    }
    return bytes.toByteArray();
  }

  /** The value of bytes that {@link #bytes} made in a JVM with the same classes. */
  public static Object value(byte[] bytes) throws IOException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("there is no class " + e.getMessage(), e);
    }
  }

  /** Writes one frame. */
  public static void write(OutputStream out, byte[] frame) throws IOException {
    out.write(framed(frame));
    out.flush();
  }

  /** A frame with its length in front. */
  public static byte[] framed(byte[] frame) {
    return ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
  }

  /**
   * Reads one frame.
   *
   * @throws IOException at the end, or when it is longer than {@code most}
   */
  public static byte[] read(InputStream in, int most) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int length = data.readInt();
    if (length < 0 || length > most) {
      throw new IOException("a frame of %d bytes, of at most %d".formatted(length, most));
    }
    byte[] frame = new byte[length];
    data.readFully(frame);
    return frame;
  }
}
