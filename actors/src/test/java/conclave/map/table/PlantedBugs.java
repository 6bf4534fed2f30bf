package conclave.map.table;

import conclave.machine.StateMachine;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Machines that are wrong in one way each; the properties must find them. */
final class PlantedBugs {
  /** Where the counter stands in a snapshot: after format, bytes and entries. */
  private static final int COUNTER_AT = 2 + 8 + 4;

  private PlantedBugs() {}

  /** Versions begin again after a restart. */
  static class ForgetsCounter implements StateMachine {
    private final MapTable table;

    ForgetsCounter(MapLimits limits) {
      table = new MapTable(limits);
    }

    @Override
    public byte[] apply(long index, byte[] command) {
      return table.apply(index, command);
    }

    @Override
    public byte[] query(byte[] query) {
      return table.query(query);
    }

    @Override
    public void save(DataOutput out) throws IOException {
      byte[] snapshot = MapTableTest.save(table);
      ByteBuffer.wrap(snapshot).putLong(COUNTER_AT, counter(snapshot));
      out.write(snapshot);
    }

    long counter(byte[] snapshot) throws IOException {
      return 0;
    }

    @Override
    public void load(DataInput in) throws IOException {
      table.load(in);
    }
  }

  /** Goes on from the greatest version that is left, so that a deleted last one comes twice. */
  static final class GuessesCounter extends ForgetsCounter {
    GuessesCounter(MapLimits limits) {
      super(limits);
    }

    @Override
    long counter(byte[] snapshot) throws IOException {
      DataInput in = new DataInputStream(new ByteArrayInputStream(snapshot));
      in.skipBytes(COUNTER_AT + 8);
      long greatest = 0;
      for (int maps = in.readInt(); maps > 0; maps--) {
        Blobs.readText(in, 1_024);
        for (int entries = in.readInt(); entries > 0; entries--) {
          Blobs.readText(in, 1_024);
          greatest = Math.max(greatest, in.readLong());
          Blobs.read(in, 1_024);
        }
      }
      return greatest;
    }
  }

  /** Right in every reply, but saved in the order of identity hashes, which no two JVMs share. */
  static final class HashOrder implements StateMachine {
    private static final class Slot {
      final String key;
      byte[] value;

      Slot(String key) {
        this.key = key;
      }
    }

    private final Map<String, Slot> slots = new HashMap<>();
    private final Set<Slot> all = new HashSet<>();

    @Override
    public byte[] apply(long index, byte[] command) {
      try {
        MapCommand decoded = MapCommand.decode(command);
        String key = decoded.map() + "/" + decoded.key();
        if (decoded instanceof MapCommand.Put put) {
          store(key, put.value());
        } else {
          all.remove(slots.remove(key));
        }
        return new byte[0];
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
    }

    private void store(String key, byte[] value) {
      Slot slot = slots.computeIfAbsent(key, Slot::new);
      slot.value = value;
      all.add(slot);
    }

    @Override
    public byte[] query(byte[] query) {
      return new byte[0];
    }

    @Override
    public void save(DataOutput out) throws IOException {
      out.writeInt(all.size());
      for (Slot slot : all) {
        Blobs.writeText(out, slot.key);
        Blobs.write(out, slot.value);
      }
    }

    @Override
    public void load(DataInput in) throws IOException {
      for (int count = in.readInt(); count > 0; count--) {
        store(Blobs.readText(in, 2_048), Blobs.read(in, 1_024));
      }
    }
  }
}
