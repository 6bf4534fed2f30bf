package conclave.multijvm.scenario.kills;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.scenario.kills.Strike.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the rounds of a seed are. */
class StrikesTest {

  private static final int ROUNDS = 20;
  private static final int NODES = 3;

  private static List<Strike> ofSeed(long seed) {
    return Strikes.drawn(seed, ROUNDS, NODES);
  }

  @Test
  void a_seed_gives_the_same_rounds_and_another_seed_gives_others() {
    assertThat(ofSeed(1)).hasSize(ROUNDS).isEqualTo(ofSeed(1)).isNotEqualTo(ofSeed(2));
  }

  /** Whatever the seed, every kind strikes, and some rounds do not wait for all to be back. */
  @Test
  void every_kind_strikes_in_any_twenty_rounds() {
    LongStream.range(0, 200)
        .forEach(
            seed -> {
              Map<Kind, Integer> struck = new EnumMap<>(Kind.class);
              ofSeed(seed).forEach(strike -> struck.merge(strike.kind(), 1, Integer::sum));
              assertThat(struck)
                  .as("seed %d", seed)
                  .isEqualTo(Map.of(Kind.NODE, 4, Kind.LEADER, 8, Kind.TWO, 4, Kind.ALL, 4));
              assertThat(ofSeed(seed)).anyMatch(Strike::recovered).anyMatch(s -> !s.recovered());
            });
  }

  @Test
  void moments_and_victims_are_spread_over_all_there_are() {
    List<Strike> strikes = Strikes.drawn(7, 2_000, NODES);
    assertThat(strikes.stream().map(Strike::victim).distinct()).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(strikes.stream().mapToLong(strike -> strike.after().toMillis()).max().orElse(0))
        .isGreaterThan(1_400);
    assertThat(strikes.stream().mapToLong(strike -> strike.apart().toMillis()).min().orElse(99))
        .isLessThan(10);
  }
}
