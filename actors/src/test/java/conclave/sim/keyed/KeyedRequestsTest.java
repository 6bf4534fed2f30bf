package conclave.sim.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Under every fault, a request with a key takes effect once and is answered the same for ever. */
class KeyedRequestsTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS =
      Integer.getInteger("conclave.keyed.seeds", Integer.getInteger("conclave.seeds", 200));
  private static final int ENOUGH = 100;

  private static final String REPLAY =
      "seed %d: %s%n    replay: mvn -B -pl actors test -Dtest=KeyedRequestsTest"
          + " -Dconclave.seed=%d -Dconclave.seeds=1";

  private record Ran(long seed, Counts counts, String failure) {
    static Ran of(long seed, KeyedRun.Nodes nodes) {
      try {
        return new Ran(seed, KeyedRun.of(seed, nodes), null);
      } catch (RuntimeException e) {
        return new Ran(seed, new Counts(), REPLAY.formatted(seed, e, seed));
      }
    }
  }

  private static List<Ran> run(int seeds, KeyedRun.Nodes nodes) {
    return LongStream.range(FIRST, FIRST + seeds)
        .parallel()
        .mapToObj(seed -> Ran.of(seed, nodes))
        .toList();
  }

  @Test
  void aRequestTakesEffectOnceAndGetsTheFirstAnswer() {
    List<Ran> runs = run(SEEDS, KeyedRun.Nodes.CORRECT);
    Counts total = new Counts();
    runs.forEach(run -> total.add(run.counts()));
    System.out.println("keys, " + runs.size() + " seeds: " + total);
    assertThat(runs.stream().map(Ran::failure).filter(failure -> failure != null)).isEmpty();
    if (SEEDS >= ENOUGH) {
      assertThat(total.again).isGreaterThan(1_000);
      assertThat(total.heirs).isGreaterThan(100);
      assertThat(total.misused).isGreaterThan(100);
      assertThat(total.full).isPositive();
      assertThat(total.forgotten).isGreaterThan(100);
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    assertThat(KeyedRun.of(7, KeyedRun.Nodes.CORRECT).toString())
        .isEqualTo(KeyedRun.of(7, KeyedRun.Nodes.CORRECT).toString());
  }
}
