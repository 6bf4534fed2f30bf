package conclave.ring;

import conclave.machine.wire.Decoder;
import conclave.machine.wire.Encoder;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;

/**
 * The step from one table to the next: what a planner proposes, what the log holds, and what
 * followers hear. It says where partitions go, not why, so that every release installs the same
 * table whatever its own planner would have done.
 *
 * <pre>
 *   [format 1][kind 1] base epoch, k, n, (name, incarnation(8), weight) x n,
 *                      m, (partitions passed over since the last move, index of the new owner) x m
 * </pre>
 *
 * @param baseEpoch of the table that it was planned from; the next one has {@code baseEpoch + 1}
 * @param partitions 2^k, the same as before unless there was no table
 * @param members who has a share from now on, sorted by node, none twice, not all of weight 0
 * @param moves sorted by partition, none twice
 */
public record Rebalance(long baseEpoch, int partitions, List<Weighted> members, List<Move> moves) {
  static final int FORMAT = 1;
  private static final int KIND = 1;

  /** What JSON can carry without loss. */
  private static final long MAX_EPOCH = (1L << 53) - 1;

  /**
   * A partition gets another owner.
   *
   * @param to the index of the new owner among the members
   */
  public record Move(int partition, int to) {}

  /** Why a change does not fit on a table. Codes are positions; they are part of the format. */
  public enum Fault {
    /** It was planned from another epoch. */
    STALE,
    /** The number of partitions was fixed with the first table, and is another. */
    OTHER_PARTITIONS,
    /** A partition is left to a node that is no member. */
    UNOWNED,
    /** A partition is moved to its owner. */
    NO_MOVE,
    /** A member holds one partition or more beyond, or short of, its exact share. */
    UNBALANCED,
    /** Neither a member nor an owner would be another. */
    NOTHING
  }

  public Rebalance {
    members = List.copyOf(members);
    moves = List.copyOf(moves);
    if (baseEpoch < 0 || baseEpoch >= MAX_EPOCH) {
      throw new IllegalArgumentException("no epoch can follow " + baseEpoch);
    }
    requirePartitions(partitions);
    requireMembers(members);
    requireMoves(moves, partitions, members.size());
  }

  static int requirePartitions(int partitions) {
    if (partitions > PartitionTable.MAX_PARTITIONS || Integer.bitCount(partitions) != 1) {
      throw new IllegalArgumentException(
          "the number of partitions must be a power of two up to %d, not %d"
              .formatted(PartitionTable.MAX_PARTITIONS, partitions));
    }
    return partitions;
  }

  static void requireMembers(List<Weighted> members) {
    if (members.size() > PartitionTable.MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "%d members are more than %d".formatted(members.size(), PartitionTable.MAX_MEMBERS));
    }
    if (members.stream().allMatch(member -> member.weight() == 0)) {
      throw new IllegalArgumentException(
          "nobody can own a partition: none of %d members has a weight".formatted(members.size()));
    }
    for (int i = 1; i < members.size(); i++) {
      NodeId before = members.get(i - 1).node();
      NodeId node = members.get(i).node();
      if (before.compareTo(node) >= 0) {
        throw new IllegalArgumentException(
            "members must be sorted, each once: %s comes after %s".formatted(node, before));
      }
    }
  }

  private static void requireMoves(List<Move> moves, int partitions, int members) {
    int last = -1;
    for (Move move : moves) {
      if (move.partition() <= last || move.partition() >= partitions) {
        throw new IllegalArgumentException(
            "moves must be sorted, each of a partition below %d once: %d comes after %d"
                .formatted(partitions, move.partition(), last));
      }
      if (move.to() < 0 || move.to() >= members) {
        throw new IllegalArgumentException(
            "partition %d moves to member %d of %d"
                .formatted(move.partition(), move.to(), members));
      }
      last = move.partition();
    }
  }

  /** The epoch of the table that it makes. */
  public long epoch() {
    return baseEpoch + 1;
  }

  public byte[] encode() {
    Encoder out = new Encoder(32 + 24 * members.size() + 3 * moves.size());
    out.u8(FORMAT).u8(KIND).varint(baseEpoch);
    out.u8(Integer.numberOfTrailingZeros(partitions));
    encode(members, out);
    out.varint(moves.size());
    int next = 0;
    for (Move move : moves) {
      out.varint(move.partition() - next).varint(move.to());
      next = move.partition() + 1;
    }
    return out.toBytes();
  }

  static void encode(List<Weighted> members, Encoder out) {
    out.varint(members.size());
    for (Weighted member : members) {
      out.text(member.node().name()).i64(member.node().incarnation()).varint(member.weight());
    }
  }

  /** Reads exactly what {@link #encode} writes. */
  public static Rebalance decode(byte[] bytes) throws MalformedException {
    Decoder in = new Decoder("rebalance", bytes).format(FORMAT);
    int kind = in.u8();
    if (kind != KIND) {
      throw in.malformed("kind " + kind + " is unknown");
    }
    long base = in.varint(0);
    int partitions = partitions(in);
    List<Weighted> members = members(in);
    List<Move> moves = moves(in, partitions);
    in.end();
    try {
      return new Rebalance(base, partitions, members, moves);
    } catch (IllegalArgumentException e) {
      throw in.malformed(e.getMessage());
    }
  }

  static int partitions(Decoder in) throws MalformedException {
    int k = in.u8();
    if (k > Integer.numberOfTrailingZeros(PartitionTable.MAX_PARTITIONS)) {
      throw in.malformed("2^" + k + " partitions");
    }
    return 1 << k;
  }

  static List<Weighted> members(Decoder in) throws MalformedException {
    long count = in.varint(0);
    if (count > PartitionTable.MAX_MEMBERS) {
      throw in.malformed(count + " members");
    }
    List<Weighted> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = in.text(1, Weighted.MAX_NAME_BYTES);
      long incarnation = in.i64();
      long weight = in.varint(0);
      if (incarnation == 0 || weight > Weighted.MAX_WEIGHT) {
        throw in.malformed("member %s#%x of weight %d".formatted(name, incarnation, weight));
      }
      members.add(new Weighted(new NodeId(name, incarnation), (int) weight));
    }
    return members;
  }

  private static List<Move> moves(Decoder in, int partitions) throws MalformedException {
    long count = in.varint(0);
    if (count > partitions) {
      throw in.malformed(count + " moves of " + partitions + " partitions");
    }
    List<Move> moves = new ArrayList<>();
    long next = 0;
    for (int i = 0; i < count; i++) {
      long partition = next + Math.min(in.varint(0), partitions);
      long to = Math.min(in.varint(0), PartitionTable.MAX_MEMBERS);
      moves.add(new Move((int) Math.min(partition, partitions), (int) to));
      next = partition + 1;
    }
    return moves;
  }

  @Override
  public String toString() {
    return "Rebalance[from epoch %d, %d of %d partitions move, %d members]"
        .formatted(baseEpoch, moves.size(), partitions, members.size());
  }
}
