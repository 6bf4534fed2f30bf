package conclave.ring;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import java.util.List;

/**
 * A whole table in bytes: names once, then two bytes a partition. The longest, with the most
 * members, the longest names and the most partitions, has less than {@value #MAX_BYTES} bytes.
 *
 * <pre>
 *   epoch; where it is above 0: k, n, (name, incarnation(8), weight) x n, index(2) x 2^k
 * </pre>
 */
final class TableCodec {
  static final int MAX_BYTES = 450_000;

  private TableCodec() {}

  static byte[] encode(PartitionTable table) {
    Encoder out = new Encoder(16 + 24 * table.weights().size() + 2 * table.partitions());
    out.varint(table.epoch());
    if (table.epoch() > 0) {
      out.u8(Integer.numberOfTrailingZeros(table.partitions()));
      Rebalance.encode(table.weights(), out);
      for (int p = 0; p < table.partitions(); p++) {
        int owner = table.ownerIndex(p);
        out.u8(owner >>> 8).u8(owner & 0xff);
      }
    }
    return out.toBytes();
  }

  /** Reads exactly what {@link #encode} writes, and only tables that keep their quotas. */
  static PartitionTable decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("partition table", bytes);
    long epoch = in.varint(0);
    if (epoch == 0) {
      in.end();
      return PartitionTable.NONE;
    }
    int partitions = Rebalance.partitions(in);
    List<Weighted> members = Rebalance.members(in);
    try {
      Rebalance.requireMembers(members);
    } catch (IllegalArgumentException e) {
      throw in.malformed(e.getMessage());
    }
    short[] owners = new short[Math.min(partitions, in.remaining() / 2)];
    if (owners.length < partitions) {
      throw in.malformed("it ends after " + owners.length + " of " + partitions + " partitions");
    }
    for (int p = 0; p < partitions; p++) {
      int owner = in.u8() << 8 | in.u8();
      if (owner >= members.size()) {
        throw in.malformed("partition " + p + " belongs to member " + owner);
      }
      owners[p] = (short) owner;
    }
    in.end();
    PartitionTable table = new PartitionTable(epoch, members, owners);
    if (!Quotas.areKept(table)) {
      throw in.malformed("a table that does not keep its quotas");
    }
    return table;
  }
}
