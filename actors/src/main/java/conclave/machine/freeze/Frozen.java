package conclave.machine.freeze;

import java.io.DataOutput;
import java.io.IOException;

/**
 * A state as it was, to be written once, in parts, while the machine that it was taken from goes
 * on. One thread at a time, and any thread: nothing that it shows changes any more.
 */
public interface Frozen {

  /** What a caller asks of {@link #write} where it has no reason for another number. */
  int PART_BYTES = 64 << 10;

  /**
   * Writes the next part: at least one thing, and no further one once {@code bytes} are written, so
   * that a part is as large as that and one thing more.
   *
   * @return whether there is more to write
   */
  boolean write(DataOutput out, int bytes) throws IOException;

  /** Writes all that is left. */
  default void writeRest(DataOutput out) throws IOException {
    while (write(out, PART_BYTES)) {
      // the condition did the work
    }
  }

  /** A state that is bytes already. */
  static Frozen of(byte[] state) {
    return (out, bytes) -> {
      out.write(state);
      return false;
    };
  }
}
