package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Property 17. */
class HashRingTest {

  /** The rules said again, looking at every point for every key. */
  private record Naive(ToLongFunction<byte[]> hash, int points, Map<String, Integer> nodes) {

    private record Point(long position, String node) {}

    List<String> nodesFor(String key, int n) {
      long at = hash.applyAsLong(key.getBytes(StandardCharsets.UTF_8));
      List<Point> all = new ArrayList<>();
      nodes.forEach(
          (node, weight) -> {
            for (int i = 0; i < weight * points; i++) {
              byte[] label = (node + "#" + i).getBytes(StandardCharsets.UTF_8);
              all.add(new Point(hash.applyAsLong(label), node));
            }
          });
      // From the key on, around the circle: what is below the key comes after what is not.
      all.sort(
          (a, b) -> {
            int around = Long.compareUnsigned(a.position() - at, b.position() - at);
            return around != 0 ? around : a.node().compareTo(b.node());
          });
      return all.stream().map(Point::node).distinct().limit(n).toList();
    }
  }

  /** Hashes with few values, so that points meet each other and keys meet points. */
  private static ToLongFunction<byte[]> hash(int kind) {
    return switch (kind) {
      case 0 -> bytes -> KeyHash.XXH3.of(bytes);
      case 1 -> bytes -> KeyHash.XXH3.of(bytes) % 8 * 0x1fffffffffffffffL;
      case 2 -> bytes -> KeyHash.XXH3.of(bytes) % 3 - 1;
      case 3 -> bytes -> Long.MIN_VALUE + KeyHash.XXH3.of(bytes) % 3;
      default -> bytes -> 0;
    };
  }

  private static Map<String, Integer> nodes(Random random) {
    Map<String, Integer> nodes = new TreeMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      nodes.put("n" + random.nextInt(12), 1 + random.nextInt(3));
    }
    return nodes;
  }

  private static HashRing ring(HashRing empty, Map<String, Integer> nodes, Random order) {
    List<String> shuffled = new ArrayList<>(nodes.keySet());
    Collections.shuffle(shuffled, order);
    HashRing ring = empty;
    for (String node : shuffled) {
      ring = ring.with(node, nodes.get(node));
    }
    return ring;
  }

  @Property(tries = 1_000, seed = "17")
  void itEqualsANaiveModel(@ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int kind) {
    Random random = new Random(seed);
    Map<String, Integer> nodes = nodes(random);
    int points = 1 + random.nextInt(20);
    HashRing ring = ring(HashRing.of(hash(kind), points), nodes, random);
    Naive naive = new Naive(hash(kind), points, nodes);
    for (int i = 0; i < 20; i++) {
      String key = "key" + random.nextInt();
      int n = random.nextInt(10);
      assertThat(ring.nodesFor(key, n)).isEqualTo(naive.nodesFor(key, n));
      assertThat(ring.nodeFor(key)).isEqualTo(naive.nodesFor(key, 1).stream().findFirst());
    }
  }

  @Property(tries = 500, seed = "18")
  void itFollowsFromItsNodesAloneAndToAddAndRemoveIsTheIdentity(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 4) int kind) {
    Random random = new Random(seed);
    Map<String, Integer> nodes = nodes(random);
    HashRing empty = HashRing.of(hash(kind), 1 + random.nextInt(20));
    HashRing ring = ring(empty, nodes, random);
    assertThat(ring(empty, nodes, random)).isEqualTo(ring);
    assertThat(ring.nodes()).isEqualTo(nodes);
    String guest = "n" + random.nextInt(12);
    HashRing visited = ring.with(guest, 1 + random.nextInt(3));
    if (nodes.containsKey(guest)) {
      assertThat(visited.with(guest, nodes.get(guest))).isEqualTo(ring);
    } else {
      assertThat(visited).isNotEqualTo(ring);
      assertThat(visited.without(guest)).isEqualTo(ring);
      assertThat(ring.without(guest)).isSameAs(ring);
    }
  }

  @Test
  void nothingMovesBetweenThoseThatStay() {
    HashRing ten = of(KeyHash.XXH3, 10);
    HashRing eleven = ten.with("n10");
    int moved = 0;
    for (int i = 0; i < 10_000; i++) {
      String key = "key" + i;
      if (!ten.nodeFor(key).equals(eleven.nodeFor(key))) {
        assertThat(eleven.nodeFor(key)).contains("n10");
        moved++;
      }
    }
    assertThat(moved).isBetween(500, 1_500);
  }

  private static HashRing of(KeyHash hash, int nodes) {
    HashRing ring = HashRing.of(hash);
    for (int i = 0; i < nodes; i++) {
      ring = ring.with("n" + i);
    }
    return ring;
  }

  @Test
  void everyHashMakesARingAndTheStrongOnesAFairOne() {
    for (KeyHash hash : KeyHash.values()) {
      HashRing ring = of(hash, 10).without("n3").with("n3", 2);
      Map<String, Integer> keys = new TreeMap<>();
      for (int i = 0; i < 110_000; i++) {
        keys.merge(ring.nodeFor("key" + i).orElseThrow(), 1, Integer::sum);
      }
      System.out.println("ring of 10 nodes, n3 twice as heavy, by " + hash + ": " + keys);
      if (hash != KeyHash.CRC32) {
        assertThat(keys.get("n3")).isBetween(15_000, 25_000);
        keys.remove("n3");
        assertThat(keys).hasSize(9);
        assertThat(keys.values()).allMatch(count -> count > 7_000 && count < 13_000);
      }
    }
  }

  @Test
  void anEmptyRingHasNobody() {
    HashRing ring = HashRing.of(KeyHash.XXH3);
    assertThat(ring.nodeFor("k")).isEqualTo(Optional.empty());
    assertThat(ring.nodesFor("k", 3)).isEmpty();
    assertThat(ring.with("a").without("a").nodesFor("k", 3)).isEmpty();
    assertThat(ring.with("a").nodesFor("k", -1)).isEmpty();
  }

  @Test
  void whatIsOutOfBoundsIsRefusedInASentence() {
    assertThatThrownBy(() -> HashRing.of(KeyHash.MD5, 0))
        .hasMessage("a node must have 1 to 4194304 points, not 0");
    HashRing ring = HashRing.of(KeyHash.MD5);
    assertThatThrownBy(() -> ring.with("a", 0)).hasMessageContaining("weight 0 of a");
    assertThatThrownBy(() -> ring.with("a", 1 << 20)).hasMessageContaining("4194304 points");
    assertThatThrownBy(() -> ring.with("")).hasMessageContaining("1 to 255 bytes");
  }

  /** What Akka 2.8.5 does: the later node takes a point that another one has. */
  @Test
  void plantedBugAPointThatTheLaterNodeTakesIsFound() {
    Random random = new Random(5);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      Map<String, Integer> nodes = new TreeMap<>(Map.of("a", 1, "b", 1, "c", 1));
      Naive naive = new Naive(hash(1), 5, nodes);
      TreeMap<Long, String> overwriting = new TreeMap<>(Long::compareUnsigned);
      List<String> order = new ArrayList<>(nodes.keySet());
      Collections.shuffle(order, random);
      for (String node : order) {
        for (int point = 0; point < 5; point++) {
          byte[] label = (node + "#" + point).getBytes(StandardCharsets.UTF_8);
          overwriting.put(hash(1).applyAsLong(label), node);
        }
      }
      String key = "key" + i;
      Map.Entry<Long, String> at =
          overwriting.ceilingEntry(hash(1).applyAsLong(key.getBytes(StandardCharsets.UTF_8)));
      String owner = at == null ? overwriting.firstEntry().getValue() : at.getValue();
      found += naive.nodesFor(key, 1).get(0).equals(owner) ? 0 : 1;
    }
    System.out.println("planted: a point is overwritten, found for " + found + " of 50 keys");
    assertThat(found).isGreaterThan(10);
  }
}
