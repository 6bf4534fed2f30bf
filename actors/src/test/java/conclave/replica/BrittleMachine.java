package conclave.replica;

import conclave.machine.StateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counts commands, and fails at the one that says so; a query is answered by the count. */
final class BrittleMachine implements StateMachine {

  static final String NAME = "brittle";

  /** Fails whoever applies it, each time. */
  static final String BAD = "bad";

  /** Fails whoever applies it first. */
  static final String SHAKY = "shaky";

  private final boolean first;
  private volatile long applied;

  BrittleMachine(boolean first) {
    this.first = first;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    String text = new String(command);
    if (text.equals(BAD) || first && text.equals(SHAKY)) {
      throw new IllegalStateException("told to fail");
    }
    applied++;
    return command;
  }

  @Override
  public byte[] query(byte[] query) {
    return Long.toString(applied).getBytes();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(applied);
  }

  @Override
  public void load(DataInput in) throws IOException {
    applied = in.readLong();
  }
}
