package conclave.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelapsesTest {

  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static List<Long> seconds(Relapses relapses, int count) {
    List<Long> rests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rests.add(relapses.next(SHORT).toSeconds());
    }
    return rests;
  }

  @Test
  void eachRestIsTwiceTheOneBeforeUpToTheLongest() {
    Relapses relapses = new Relapses(Duration.ofSeconds(1), MINUTE, () -> 0);
    assertThat(seconds(relapses, 9)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    assertThat(relapses.inARow()).isEqualTo(9);
    assertThat(seconds(relapses, 1_000)).containsOnly(60L);
  }

  @Test
  void aLongLifeForgetsThemAll() {
    Relapses relapses = new Relapses(Duration.ofSeconds(1), MINUTE, () -> 0);
    seconds(relapses, 5);
    assertThat(relapses.next(MINUTE.plusSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    assertThat(relapses.inARow()).isEqualTo(1);
  }

  @Test
  void aFifthAtMostIsAddedByChance() {
    Relapses relapses = new Relapses(Duration.ofSeconds(1), MINUTE, () -> 1);
    assertThat(relapses.next(SHORT)).isEqualTo(Duration.ofMillis(1_200));
  }
}
