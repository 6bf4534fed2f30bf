package conclave.sim.lock;

import conclave.machine.StateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table of one replica; the ledger sees what it does. */
public final class WatchedTable implements StateMachine {

  private final StateMachine table;
  private final Ledger ledger;
  private final List<byte[]> said = new ArrayList<>();
  private Consumer<byte[]> listener = event -> {};

  public WatchedTable(StateMachine table, Ledger ledger) {
    this.table = table;
    this.ledger = ledger;
    table.announceTo(
        event -> {
          said.add(event);
          listener.accept(event);
        });
  }

  @Override
  public void announceTo(Consumer<byte[]> next) {
    listener = next;
  }

  @Override
  public byte[] apply(long index, byte[] command) {
    said.clear();
    byte[] reply = table.apply(index, command);
    ledger.applied(new Ledger.Line(index, command, reply, List.copyOf(said)));
    return reply;
  }

  @Override
  public byte[] query(byte[] query) {
    return table.query(query);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    table.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    table.load(in);
  }
}
