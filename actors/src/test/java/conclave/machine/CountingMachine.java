package conclave.machine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts and answers "count:command"; "fail" throws, "big" answers 1,000 bytes, what begins with
 * "later" is not settled by its answer. Not final: tests plant bugs by overriding.
 */
class CountingMachine implements StateMachine {
  long count;

  @Override
  public byte[] apply(long index, byte[] command) {
    String text = new String(command);
    if (text.equals("fail")) {
      throw new IllegalStateException("told to fail");
    }
    count++;
    byte[] reply = (count + ":" + text).getBytes();
    return text.equals("big") ? Arrays.copyOf(reply, 1_000) : reply;
  }

  @Override
  public boolean settles(byte[] command, byte[] reply) {
    return !new String(command).startsWith("later");
  }

  @Override
  public byte[] query(byte[] query) {
    if (new String(query).equals("fail")) {
      throw new IllegalStateException("told to fail");
    }
    return Long.toString(count).getBytes();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeShort(1);
    out.writeLong(count);
  }

  @Override
  public void load(DataInput in) throws IOException {
    if (in.readShort() != 1) {
      throw new IOException("unknown format");
    }
    count = in.readLong();
  }
}
