package conclave.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockLimits;
import conclave.lock.table.LockName;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.StateMachine;
import conclave.machine.wire.MalformedException;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster in memory answers as a real one does; it could not drift without being seen. */
class ParityTest {

  private static final long SEED = 20_261_125;
  private static final int STEPS = 400;

  /** Nothing runs out on a slow machine. */
  private static final Config SETTINGS =
      ConfigFactory.parseString("conclave.election { ttl = 10m, patience = 10m }")
          .withFallback(ConfigFactory.load());

  private static Script real;

  @BeforeAll
  static void playOnARealCluster(@TempDir Path folder) throws Exception {
    try (Side side = new RealSide(folder, SETTINGS)) {
      real = Script.play(side, SEED, STEPS);
    }
  }

  private static Script inMemory(InMemoryCluster.Kinds kinds) {
    try (Side side = new InMemorySide(SETTINGS, kinds)) {
      return Script.play(side, SEED, STEPS);
    }
  }

  @Test
  void the_same_requests_have_the_same_outcomes() {
    long begun = System.nanoTime();
    Script script = inMemory(InMemoryCluster.Kinds.REAL);
    System.out.printf(
        "parity: seed %d, %d steps, %d outcomes in memory in %d ms: %s%n",
        SEED,
        STEPS,
        script.outcomes().size(),
        (System.nanoTime() - begun) / 1_000_000,
        script.counts());
    assertThat(script.outcomes()).as("seed %d", SEED).isEqualTo(real.outcomes());
    assertThat(script.counts())
        .containsKeys(
            "Written", "Mismatch", "Deleted", "Found", "NotFound", "Granted", "Locked", "Released")
        .containsKeys("Lost", "Page", "Elected", "Deposed", "Closed", "Boolean")
        .doesNotContainKey("no");
    assertThat(script.counts().get("Boolean")).isGreaterThan(15);
    assertThat(script.counts().get("Elected")).isGreaterThan(10);
  }

  @Test
  void the_same_test_does_the_same_each_time() {
    assertThat(inMemory(InMemoryCluster.Kinds.REAL).outcomes())
        .isEqualTo(inMemory(InMemoryCluster.Kinds.REAL).outcomes());
  }

  @Test
  void a_table_that_lets_nobody_wait_is_found() {
    assertFound(
        () -> new Drift(new LockTable(LockLimits.STANDARD), ParityTest::withoutWait),
        () -> new MapTable(MapLimits.STANDARD));
  }

  private static byte[] withoutWait(byte[] command, long index) {
    try {
      return LockCommand.decode(command) instanceof LockCommand.Acquire a
              && a.lock().space() == Space.LOCK
          ? new LockCommand.Acquire(a.lock(), a.owner(), a.ttlMs(), 0).encode()
          : command;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_release_that_frees_another_lock_is_found() {
    assertFound(
        () -> new Drift(new LockTable(LockLimits.STANDARD), ParityTest::releaseElsewhere),
        () -> new MapTable(MapLimits.STANDARD));
  }

  private static byte[] releaseElsewhere(byte[] command, long index) {
    try {
      return LockCommand.decode(command) instanceof LockCommand.Release r
              && r.lock().space() == Space.LOCK
          ? new LockCommand.Release(new LockName(Space.LOCK, "other"), r.owner(), r.token())
              .encode()
          : command;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_map_that_loses_a_write_is_found() {
    assertFound(
        () -> new LockTable(LockLimits.STANDARD),
        () ->
            new Drift(
                new MapTable(MapLimits.STANDARD),
                (command, index) -> index % 16 == 0 ? new byte[0] : command));
  }

  private static void assertFound(Supplier<StateMachine> locks, Supplier<StateMachine> maps) {
    Script script =
        inMemory(
            new InMemoryCluster.Kinds(
                () -> Map.of(LockTable.NAME, locks.get()),
                () -> Map.of(MapTable.NAME, maps.get())));
    List<String> expected = real.outcomes();
    assertThat(script.outcomes()).isNotEqualTo(expected);
  }
}
