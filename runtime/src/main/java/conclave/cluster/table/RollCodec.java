package conclave.cluster.table;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A whole roll in bytes, less than {@value #MAX_BYTES} of them.
 *
 * <pre>
 *   generation, (founder, where it is above 0), n, (run, address, generation, doubt) x n
 * </pre>
 */
final class RollCodec {
  static final int MAX_BYTES = 700_000;

  private static final int MAX_NAME_BYTES = 256;

  private RollCodec() {}

  static void encode(Run run, Encoder out) {
    out.text(run.node().name()).i64(run.node().incarnation()).i64(run.uid());
  }

  static Run run(Decoder in) throws MalformedException {
    String name = in.text(1, MAX_NAME_BYTES);
    long incarnation = in.i64();
    long uid = in.i64();
    if (incarnation == 0 || uid == 0) {
      throw in.malformed("run %x of node %s#%x".formatted(uid, name, incarnation));
    }
    return new Run(new NodeId(name, incarnation), uid);
  }

  static int count(Decoder in, int min) throws MalformedException {
    long count = in.varint(min);
    if (count > Roll.MOST_NODES) {
      throw in.malformed(count + " runs");
    }
    return (int) count;
  }

  static byte[] encode(Roll roll) {
    Encoder out = new Encoder(32 + 64 * roll.seats().size()).varint(roll.generation());
    roll.founder().ifPresent(founder -> encode(founder, out));
    out.varint(roll.seats().size());
    for (Seat seat : roll.seats().values()) {
      encode(seat.run(), out);
      out.text(seat.address()).varint(seat.generation()).varint(seat.doubt());
    }
    return out.toBytes();
  }

  /** Reads exactly what {@link #encode(Roll)} writes. */
  static Roll decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("roll of the Akka cluster", bytes);
    long generation = in.varint(0);
    Optional<Run> founder = generation == 0 ? Optional.empty() : Optional.of(run(in));
    int count = count(in, 0);
    SortedMap<NodeId, Seat> seats = new TreeMap<>();
    try {
      for (int i = 0; i < count; i++) {
        Seat seat =
            new Seat(run(in), in.text(1, Seat.MAX_ADDRESS_BYTES), in.varint(0), in.varint(0));
        if (!seats.isEmpty() && seats.lastKey().compareTo(seat.run().node()) >= 0) {
          throw in.malformed(seat.run() + " comes after " + seats.lastKey());
        }
        seats.put(seat.run().node(), seat);
      }
      in.end();
      return new Roll(generation, founder, seats);
    } catch (IllegalArgumentException e) {
      throw in.malformed(e.getMessage());
    }
  }
}
