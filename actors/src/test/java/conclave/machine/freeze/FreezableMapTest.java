package conclave.machine.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FreezableMapTest {
  private static final int STEPS = 600;

  private record Pair(
      Iterable<Map.Entry<Integer, String>> subject, Iterable<Map.Entry<Integer, String>> model) {}

  /** Random changes and freezes; at the end every frozen map is what it was when it was frozen. */
  private static int compare(long seed, Subject subject) {
    Random random = new Random(seed);
    Subject model = new Subject.Model();
    List<Pair> frozen = new ArrayList<>();
    int keys = 4 + random.nextInt(100);
    for (int step = 0; step < STEPS; step++) {
      int key = random.nextInt(keys);
      int dice = random.nextInt(100);
      if (dice < 3) {
        frozen.add(new Pair(subject.freeze(), model.freeze()));
      } else if (dice < 45) {
        subject.remove(key);
        model.remove(key);
      } else {
        String value = "v" + step;
        subject.put(key, value);
        model.put(key, value);
      }
      if (step % 16 == 0) {
        assertThat(subject.content()).isEqualTo(model.content());
      }
    }
    assertThat(subject.content()).isEqualTo(model.content());
    for (Pair pair : frozen) {
      assertThat(Subject.content(pair.subject())).isEqualTo(Subject.content(pair.model()));
    }
    return frozen.size();
  }

  @Test
  void whatIsFrozenIsWhatItWasWhateverIsChangedLater() {
    int frozen = 0;
    for (long seed = 0; seed < 120; seed++) {
      Subject.Product product = new Subject.Product();
      frozen += compare(seed, product);
      assertThat(product.map.size()).isEqualTo(product.content().size());
    }
    System.out.println("frozen maps: " + 120 * STEPS + " steps, " + frozen + " of them freezes");
    assertThat(frozen).isGreaterThan(1_500);
  }

  @Test
  void plantedBugsAreFound() {
    Map<String, Supplier<Subject>> planted = new TreeMap<>();
    planted.put("sees later writes", Subject.SeesLaterWrites::new);
    planted.put("forgets removals", Subject.ForgetsRemovals::new);
    planted.put("shares values", Subject.SharesValues::new);
    planted.forEach(
        (what, subject) -> {
          int found = 0;
          for (long seed = 0; seed < 20; seed++) {
            found += finds(seed, subject.get()) ? 1 : 0;
          }
          System.out.printf("planted: a frozen map that %s, found in %d of 20 runs%n", what, found);
          assertThat(found).as(what).isGreaterThanOrEqualTo(18);
        });
  }

  private static boolean finds(long seed, Subject subject) {
    try {
      compare(seed, subject);
      return false;
    } catch (AssertionError expected) {
      return true;
    }
  }

  /** A tree that leans would be deep: going down it would take many steps, or the whole stack. */
  @Test
  void aTreeStaysLowInWhateverOrderKeysComeAndGo() {
    FreezableMap<Integer, Integer> map = FreezableMap.sorted();
    for (int i = 0; i < 100_000; i++) {
      map.put(i, i);
      if (i % 3 == 0) {
        map.remove(i / 2);
      }
    }
    int[] compared = {0};
    FreezableMap<Integer, Integer> counting =
        new FreezableMap<>(
            (a, b) -> {
              compared[0]++;
              return Integer.compare(a, b);
            });
    map.view().forEach(entry -> counting.put(entry.getKey(), entry.getValue()));
    compared[0] = 0;
    for (int i = 0; i < 1_000; i++) {
      counting.get(i * 97);
    }
    assertThat(map.size()).isEqualTo(counting.size()).isGreaterThan(60_000);
    assertThat(compared[0]).as("steps of 1,000 look-ups").isLessThan(1_000 * 24);
  }

  @Test
  void itIsReadFromAnyPlaceOn() {
    FreezableMap<Integer, String> map = FreezableMap.sorted();
    for (int i = 0; i < 50; i++) {
      map.put(2 * i, "v");
    }
    for (int from = -1; from < 101; from++) {
      int key = from;
      assertThat(keys(map.from(key))).isEqualTo(even(key));
      assertThat(keys(map.after(key))).isEqualTo(even(key + 1));
    }
    assertThat(map.first().getKey()).isZero();
    assertThat(map.put(4, "w")).isEqualTo("v");
    assertThat(map.put(5, "w")).isNull();
    assertThat(map.remove(7)).isNull();
    assertThatThrownBy(() -> map.first().setValue("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static List<Integer> keys(Iterator<Map.Entry<Integer, String>> entries) {
    List<Integer> keys = new ArrayList<>();
    entries.forEachRemaining(entry -> keys.add(entry.getKey()));
    return keys;
  }

  private static List<Integer> even(int from) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < 100; i += 2) {
      if (i >= from) {
        keys.add(i);
      }
    }
    return keys;
  }
}
