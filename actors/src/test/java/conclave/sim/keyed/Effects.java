package conclave.sim.keyed;

import conclave.machine.StateMachine;
import conclave.sim.Simulation;
import conclave.sim.world.Invariants;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What the machines of all nodes were given, seen from outside: a request with a key reaches them
 * by one entry only, unless so much time has passed that its answer may have been forgotten.
 */
final class Effects {

  private final Simulation simulation;
  private final long retainNanos;
  private final Map<Integer, TreeMap<Long, Long>> seenAt = new HashMap<>();
  private Consumer<byte[]> again = command -> {};

  /**
   * @param retainNanos in the world's time, less what a clock may run fast
   */
  Effects(Simulation simulation, long retainNanos) {
    this.simulation = simulation;
    this.retainNanos = retainNanos;
  }

  /** Who hears of a request that rightly takes effect once more. */
  void onAgain(Consumer<byte[]> listener) {
    again = listener;
  }

  /** Whether that command took effect by more than one entry, each time in its right. */
  boolean repeated(byte[] command) {
    return seenAt.getOrDefault(Arrays.hashCode(command), new TreeMap<>()).size() > 1;
  }

  private void applied(long index, byte[] command) {
    TreeMap<Long, Long> entries =
        seenAt.computeIfAbsent(Arrays.hashCode(command), hash -> new TreeMap<>());
    if (entries.containsKey(index)) {
      return;
    }
    long now = simulation.now();
    if (!entries.isEmpty()) {
      long before = entries.lastEntry().getValue();
      if (now - before < retainNanos) {
        throw new Invariants.Broken(
            "a request with a key took effect by entry %d and, %d ms later, by entry %d"
                .formatted(entries.lastKey(), (now - before) / Simulation.MILLI, index));
      }
      again.accept(command);
    }
    entries.put(index, now);
  }

  /** The machine of one node, watched. */
  StateMachine watched(StateMachine machine) {
    return new Watched(machine);
  }

  private final class Watched implements StateMachine {
    private final StateMachine machine;

    Watched(StateMachine machine) {
      this.machine = machine;
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      applied(index, command);
      return machine.apply(index, command);
    }

    @Override
    public boolean settles(byte[] command, byte[] reply) {
      return machine.settles(command, reply);
    }

    @Override
    public byte[] query(byte[] query) {
      return machine.query(query);
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
}
