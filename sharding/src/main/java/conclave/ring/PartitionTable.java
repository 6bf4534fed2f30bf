package conclave.ring;

import conclave.InternalApi;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Who owns which partition, at one epoch. Immutable; any thread may read.
 *
 * <p>The partition of a key depends on the key and the number of partitions alone, which is a power
 * of two: twice as many split partition p into 2p and 2p + 1. Every partition has one owner; the
 * members that follow it are the same for everyone who has this table.
 *
 * <p>Epoch 0 is the time before the first table: no partitions, no members.
 */
public final class PartitionTable {

  /** The most partitions. */
  public static final int MAX_PARTITIONS = 1 << 16;

  /** The most members. */
  public static final int MAX_MEMBERS = 1_024;

  /** Before the first table. */
  public static final PartitionTable NONE = new PartitionTable(0, List.of(), new short[0]);

  /**
   * A member of the table.
   *
   * @param weight 0 while it is drained
   * @param partitions how many it owns: within 1 of its exact share
   */
  public record Member(NodeId node, int weight, int partitions) {}

  /** So many places are drawn for each node that is wanted. */
  private static final int DRAWS = 4;

  private final long epoch;
  private final int bits;
  private final NodeId[] nodes;
  private final short[] owners;
  private final List<Weighted> weights;
  private final List<Member> members;

  /**
   * @param weights sorted by node, none twice
   * @param owners for each partition an index of {@code weights}; kept
   */
  PartitionTable(long epoch, List<Weighted> weights, short[] owners) {
    this.epoch = epoch;
    this.bits = 31 - Integer.numberOfLeadingZeros(Math.max(1, owners.length));
    this.weights = List.copyOf(weights);
    this.nodes = weights.stream().map(Weighted::node).toArray(NodeId[]::new);
    this.owners = owners;
    this.members = count(this.weights, owners);
  }

  private static List<Member> count(List<Weighted> weights, short[] owners) {
    int[] held = new int[weights.size()];
    for (short owner : owners) {
      held[owner]++;
    }
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < held.length; i++) {
      members.add(new Member(weights.get(i).node(), weights.get(i).weight(), held[i]));
    }
    return List.copyOf(members);
  }

  /** Rises by 1 with each change; 0 before the first table. */
  public long epoch() {
    return epoch;
  }

  /** How many partitions there are, a power of two; 0 before the first table. */
  public int partitions() {
    return owners.length;
  }

  /** Everybody who has a share, sorted by node. */
  public List<Member> members() {
    return members;
  }

  /**
   * The partition of a key.
   *
   * @throws IllegalStateException before the first table
   */
  public int partitionOf(String key) {
    return partitionOf(KeyHash.XXH3.of(key));
  }

  /** The same for the key's UTF-8 bytes. */
  public int partitionOf(byte[] key) {
    return partitionOf(KeyHash.XXH3.of(key));
  }

  /** The same for a key whose {@link KeyHash#XXH3} is known. */
  public int partitionOf(long hash) {
    if (epoch == 0) {
      throw noTable();
    }
    return (int) (hash >>> 1 >>> (63 - bits)); // in two steps, since one of 64 is a step of 0
  }

  /**
   * The owner of a partition.
   *
   * @throws IllegalStateException before the first table
   * @throws IndexOutOfBoundsException if there is no such partition
   */
  public NodeId owner(int partition) {
    if (epoch == 0) {
      throw noTable();
    }
    return nodes[owners[partition]];
  }

  /** The owner of a key's partition. */
  public NodeId owner(String key) {
    return owner(partitionOf(key));
  }

  /** The owners of a key's partition: see {@link #owners(int, int)}. */
  public List<NodeId> owners(String key, int n) {
    return epoch == 0 ? List.of() : owners(partitionOf(key), n);
  }

  /**
   * Whom to turn to for a partition: its owner, then others, each once, none that is drained. Who
   * follows differs from partition to partition, in proportion to what the members hold: when a
   * node is away, what it owned falls to all others.
   *
   * @return n nodes; fewer only where there are fewer, none before the first table
   */
  public List<NodeId> owners(int partition, int n) {
    int[] order = order(partition, n);
    List<NodeId> list = new ArrayList<>(order.length);
    for (int index : order) {
      list.add(nodes[index]);
    }
    return list;
  }

  /**
   * Indexes of members: the owner, then the owners of places drawn from the partition's number.
   * Draws may meet the same few again and again; then the members follow in their order, from one
   * of them on.
   */
  private int[] order(int partition, int n) {
    int[] order = new int[Math.max(0, Math.min(n, nodes.length))];
    if (order.length == 0) {
      return order;
    }
    order[0] = owners[partition];
    int found = 1;
    for (int draw = 0; found < order.length && draw < DRAWS * order.length; draw++) {
      int place = (int) (mix(partition, draw) >>> 1 >>> (63 - bits));
      found = add(owners[place], order, found);
    }
    int first = (int) Long.remainderUnsigned(mix(partition, -1), nodes.length);
    for (int step = 0; found < order.length && step < nodes.length; step++) {
      int index = (first + step) % nodes.length;
      found = weights.get(index).weight() == 0 ? found : add(index, order, found);
    }
    return found == order.length ? order : Arrays.copyOf(order, found);
  }

  private static int add(int index, int[] order, int found) {
    for (int i = 0; i < found; i++) {
      if (order[i] == index) {
        return found;
      }
    }
    order[found] = index;
    return found + 1;
  }

  /** The finisher of SplitMix64, as good as chance and the same everywhere. */
  private static long mix(int partition, int draw) {
    long z = ((long) partition << 32 | draw & 0xffffffffL) + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static IllegalStateException noTable() {
    return new IllegalStateException("no partition has an owner: there is no table yet");
  }

  List<Weighted> weights() {
    return weights;
  }

  /** The index of the owner among the members. */
  int ownerIndex(int partition) {
    return owners[partition];
  }

  /**
   * The table after a change.
   *
   * @throws IllegalArgumentException if the change was not made for this table
   */
  @InternalApi
  public PartitionTable with(Rebalance change) {
    Successor next = Successor.of(this, change);
    if (next.fault().isPresent()) {
      throw new IllegalArgumentException(
          "%s does not fit on epoch %d: %s".formatted(change, epoch, next.fault().get()));
    }
    return next.table();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartitionTable that
        && epoch == that.epoch
        && weights.equals(that.weights)
        && Arrays.equals(owners, that.owners);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(epoch) * 31 + Arrays.hashCode(owners);
  }

  @Override
  public String toString() {
    return "PartitionTable[epoch %d, %d partitions, %s]".formatted(epoch, owners.length, members);
  }
}
