package conclave.sim.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.StateMachine;
import conclave.machine.keys.KeyRetention;
import conclave.sim.Simulation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Under every fault, a request with a key takes effect once and is answered the same for ever. */
class KeyedRequestsTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS = Integer.getInteger("conclave.keyed.seeds", 200);
  private static final int ENOUGH = 100;

  private record Ran(long seed, Counts counts, String failure) {
    static Ran of(long seed, KeyedRun.Nodes nodes) {
      try {
        return new Ran(seed, KeyedRun.of(seed, nodes), null);
      } catch (RuntimeException e) {
        return new Ran(seed, new Counts(), "seed " + seed + ": " + e);
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

  @Test
  void plantedBugAnswersThatAreNotKeptAreFound() {
    assertFound(
        "no answer is kept",
        new KeyedRun.Nodes() {
          @Override
          public StateMachine map(StateMachine map) {
            return new Unsettled(map);
          }
        });
  }

  @Test
  void plantedBugAnswersThatAreForgottenEarlyAreFound() {
    assertFound(
        "answers are forgotten after half a second",
        new KeyedRun.Nodes() {
          @Override
          public KeyRetention.Settings retention() {
            return new KeyRetention.Settings(500 * Simulation.MILLI, 200 * Simulation.MILLI);
          }
        });
  }

  private static void assertFound(String bug, KeyedRun.Nodes nodes) {
    List<Ran> found = run(10, nodes).stream().filter(run -> run.failure() != null).toList();
    System.out.printf(
        "planted: %s, found by %d of 10 seeds, as in %s%n",
        bug, found.size(), found.isEmpty() ? "none" : found.get(0).failure());
    assertThat(found).isNotEmpty();
  }

  /** A map none of whose answers settles anything. */
  private record Unsettled(StateMachine map) implements StateMachine {
    @Override
    public byte[] apply(long index, byte[] command) {
      return map.apply(index, command);
    }

    @Override
    public boolean settles(byte[] command, byte[] reply) {
      return false;
    }

    @Override
    public byte[] query(byte[] query) {
      return map.query(query);
    }

    @Override
    public void save(DataOutput out) throws IOException {
      map.save(out);
    }

    @Override
    public void load(DataInput in) throws IOException {
      map.load(in);
    }
  }
}
