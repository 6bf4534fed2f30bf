package conclave.testkit;

import conclave.machine.StateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Consumer;

/** A machine that does something else than it was told. */
final class Drift implements StateMachine {

  /** What it does instead of a command. */
  @FunctionalInterface
  interface Instead {
    byte[] of(byte[] command, long index);
  }

  private final StateMachine machine;
  private final Instead instead;

  Drift(StateMachine machine, Instead instead) {
    this.machine = machine;
    this.instead = instead;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    return machine.apply(index, instead.of(command, index));
  }

  @Override
  public byte[] query(byte[] query) {
    return machine.query(query);
  }

  @Override
  public void announceTo(Consumer<byte[]> listener) {
    machine.announceTo(listener);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    machine.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    machine.load(in);
  }
}
