package conclave.balance.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShareTest {

  /** Counted anew each time from a list of all that were forwarded. */
  @Property(tries = 200, seed = "7")
  void nobodyEverHasMoreThanItsShareAndSomebodyAlwaysMay(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int nodes,
      @ForAll @IntRange(min = 1, max = 60) int window,
      @ForAll @IntRange(min = 100, max = 300) int percent) {
    SplittableRandom random = new SplittableRandom(seed);
    Share share = new Share(window, percent / 100.0);
    Deque<String> latest = new ArrayDeque<>();
    List<String> names = IntStream.range(0, nodes).mapToObj(i -> "n" + i).toList();
    for (int i = 0; i < 300; i++) {
      if (latest.size() == window) {
        latest.remove();
      }
      int most = (int) Math.ceil(percent / 100.0 * (latest.size() + 1) / nodes);
      List<String> may = names.stream().filter(n -> share.mayTake(n, nodes)).toList();
      for (String name : names) {
        long has = latest.stream().filter(name::equals).count();
        assertThat(may.contains(name)).isEqualTo(has + 1 <= most);
      }
      assertThat(may).isNotEmpty();
      String taken = may.get(random.nextInt(may.size()));
      share.took(taken);
      latest.add(taken);
    }
  }

  @Test
  void thoseWhoAreGoneCountNoMore() {
    Share share = new Share(10, 1);
    share.took("a");
    share.took("b");
    share.took("b");
    share.retain(Set.of("a"));
    assertThat(share.mayTake("a", 1)).isTrue();
    assertThat(share.mayTake("a", 2)).isFalse();
  }
}
