package conclave.laws.bugs;

import conclave.machine.StateMachine;
import conclave.machine.keys.KeyRetention;
import conclave.sim.Simulation;
import conclave.sim.keyed.KeyedRun;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Bugs in what an idempotency key promises. */
public enum KeyedPlant implements KeyedRun.Nodes {
  /** No answer is kept under its key. */
  KEEPS_NO_ANSWER {
    @Override
    public StateMachine map(StateMachine map) {
      return new Unsettled(map);
    }
  },

  /** Answers are forgotten after half a second. */
  FORGETS_ANSWERS_EARLY {
    @Override
    public KeyRetention.Settings retention() {
      return new KeyRetention.Settings(500 * Simulation.MILLI, 200 * Simulation.MILLI);
    }
  };

  /** A map none of whose answers settles anything. */
  private record Unsettled(StateMachine map) implements StateMachine {
    @Override
    public byte[] apply(long index, byte[] command) {
      return map.apply(index, command);
    }

    @Override
    public boolean settles(byte[] command, byte[] reply) {
      return false;
    }

    @Override
    public byte[] query(byte[] query) {
      return map.query(query);
    }

    @Override
    public void save(DataOutput out) throws IOException {
      map.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
      map.load(in);
    }
  }
}
