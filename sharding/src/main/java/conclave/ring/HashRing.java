package conclave.ring;

import conclave.machine.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The classic ring of consistent hashing, for where there is no log to agree on a table: each node
 * has points on a circle of 64 bits, and a key belongs to the first point at or after its hash.
 *
 * <p>It follows from the nodes alone: in whatever order they came, and whoever came and went in
 * between, equal nodes make equal rings. Points at one position are those of the node with the
 * lesser name first. When a node comes or goes, nothing moves between the others. Its balance is
 * that of chance: with 160 points the largest share is some 20 % above the mean at 100 nodes, where
 * a {@link PartitionTable} is within one partition.
 *
 * <p>Nodes are named by texts: whoever has other identities keeps a map beside it. Immutable; any
 * thread may ask.
 */
public final class HashRing {

  /** Points of a node of weight 1: shares vary by about 8 % then. */
  public static final int DEFAULT_POINTS = 160;

  /** The most points of all nodes together; each costs 16 to 20 bytes. */
  public static final int MAX_POINTS = 1 << 22;

  private final ToLongFunction<byte[]> hash;
  private final int pointsOfOne;
  private final SortedMap<String, Integer> weights;
  private final List<String> nodes;

  /** Sorted; with the highest bit flipped, so that the order of signed numbers is the right one. */
  private final long[] positions;

  /** For each point an index of {@link #nodes}. */
  private final int[] owners;

  /** For each value of the highest bits of a hash, the first point that is not below it. */
  private final int[] first;

  private final int bits;

  private HashRing(
      ToLongFunction<byte[]> hash, int pointsOfOne, SortedMap<String, Integer> weights, Points at) {
    this.hash = hash;
    this.pointsOfOne = pointsOfOne;
    this.weights = Collections.unmodifiableSortedMap(weights);
    this.nodes = List.copyOf(weights.keySet());
    this.positions = at.positions();
    this.owners = at.owners();
    this.bits = 32 - Integer.numberOfLeadingZeros(positions.length);
    this.first = index(positions, bits);
  }

  private record Points(long[] positions, int[] owners) {}

  /** Without nodes, with {@value #DEFAULT_POINTS} points a node. */
  public static HashRing of(KeyHash hash) {
    return of(hash, DEFAULT_POINTS);
  }

  /**
   * Without nodes.
   *
   * @param pointsOfOne how many points a node of weight 1 has: the more, the more even, and the
   *     more memory
   */
  public static HashRing of(KeyHash hash, int pointsOfOne) {
    return of(hash::of, pointsOfOne);
  }

  static HashRing of(ToLongFunction<byte[]> hash, int pointsOfOne) {
    if (pointsOfOne < 1 || pointsOfOne > MAX_POINTS) {
      throw new IllegalArgumentException(
          "a node must have 1 to %d points, not %d".formatted(MAX_POINTS, pointsOfOne));
    }
    return new HashRing(hash, pointsOfOne, new TreeMap<>(), new Points(new long[0], new int[0]));
  }

  private static int[] index(long[] positions, int bits) {
    int[] first = new int[1 << bits];
    int point = 0;
    for (int high = 0; high < first.length; high++) {
      while (point < positions.length && bucket(positions[point] ^ Long.MIN_VALUE, bits) < high) {
        point++;
      }
      first[high] = point;
    }
    return first;
  }

  private static int bucket(long hash, int bits) {
    return (int) (hash >>> 1 >>> (63 - bits)); // in two steps, since one of 64 is a step of 0
  }

  /** The nodes and their weights, sorted by name. */
  public SortedMap<String, Integer> nodes() {
    return weights;
  }

  /** How many nodes of weight 1 have room on such a ring, if all are. */
  public int maxNodes() {
    return MAX_POINTS / pointsOfOne;
  }

  /** The ring with that node too, of weight 1. */
  public HashRing with(String node) {
    return with(node, 1);
  }

  /**
   * The ring with that node too; if it is there, with that weight from now on.
   *
   * @param node a text with a UTF-8 form, not empty
   * @param weight from 1; so many times the points of a node of weight 1
   * @throws IllegalArgumentException also when there would be more than {@link #MAX_POINTS}
   */
  public HashRing with(String node, int weight) {
    Utf8.requireLength("a node's name", node, 1, Weighted.MAX_NAME_BYTES);
    HashRing others = without(node);
    long count = (long) weight * pointsOfOne;
    if (weight < 1 || count + others.positions.length > MAX_POINTS) {
      throw new IllegalArgumentException(
          "weight %d of %s must be positive and leave no more than %d points in all"
              .formatted(weight, node, MAX_POINTS));
    }
    long[] points = new long[(int) count];
    for (int i = 0; i < points.length; i++) {
      byte[] label = (node + "#" + i).getBytes(StandardCharsets.UTF_8);
      points[i] = hash.applyAsLong(label) ^ Long.MIN_VALUE;
    }
    Arrays.sort(points);
    SortedMap<String, Integer> after = new TreeMap<>(others.weights);
    after.put(node, weight);
    return new HashRing(
        hash, pointsOfOne, after, others.merged(points, after.headMap(node).size()));
  }

  /** All points, those of a new node among them, whose index pushes the later nodes up by one. */
  private Points merged(long[] points, int index) {
    long[] all = new long[positions.length + points.length];
    int[] whose = new int[all.length];
    int mine = 0;
    int its = 0;
    for (int i = 0; i < whose.length; i++) {
      if (its == points.length || mine < positions.length && precedes(mine, points[its], index)) {
        all[i] = positions[mine];
        whose[i] = owners[mine] < index ? owners[mine] : owners[mine] + 1;
        mine++;
      } else {
        all[i] = points[its++];
        whose[i] = index;
      }
    }
    return new Points(all, whose);
  }

  private boolean precedes(int point, long position, int index) {
    return positions[point] < position || positions[point] == position && owners[point] < index;
  }

  /** The ring without that node; the same if it is not there. */
  public HashRing without(String node) {
    int index = nodes.indexOf(node);
    if (index < 0) {
      return this;
    }
    SortedMap<String, Integer> after = new TreeMap<>(weights);
    after.remove(node);
    int left = 0;
    long[] kept = new long[positions.length];
    int[] whose = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      if (owners[i] != index) {
        kept[left] = positions[i];
        whose[left++] = owners[i] < index ? owners[i] : owners[i] - 1;
      }
    }
    Points points = new Points(Arrays.copyOf(kept, left), Arrays.copyOf(whose, left));
    return new HashRing(hash, pointsOfOne, after, points);
  }

  /** Whom a key belongs to; empty where there is no node. */
  public Optional<String> nodeFor(String key) {
    return positions.length == 0
        ? Optional.empty()
        : Optional.of(nodes.get(owners[pointOf(hashOf(key))]));
  }

  /** Whom to turn to for a key: the first n different nodes on the ring; all, if n is too many. */
  public List<String> nodesFor(String key, int n) {
    int wanted = Math.min(n, nodes.size());
    List<String> found = new ArrayList<>(Math.max(0, wanted));
    BitSet seen = new BitSet(nodes.size());
    int point = wanted > 0 ? pointOf(hashOf(key)) : 0;
    while (found.size() < wanted) {
      int owner = owners[point];
      if (!seen.get(owner)) {
        seen.set(owner);
        found.add(nodes.get(owner));
      }
      point = point + 1 == positions.length ? 0 : point + 1;
    }
    return found;
  }

  private long hashOf(String key) {
    return hash.applyAsLong(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The first point at or after that hash; after the last one the circle begins anew. */
  private int pointOf(long hash) {
    int point = first[bucket(hash, bits)];
    long flipped = hash ^ Long.MIN_VALUE;
    while (point < positions.length && positions[point] < flipped) {
      point++;
    }
    return point == positions.length ? 0 : point;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashRing that
        && weights.equals(that.weights)
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(owners, that.owners);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(positions);
  }

  @Override
  public String toString() {
    return "HashRing[%d points, %s]".formatted(positions.length, weights);
  }
}
