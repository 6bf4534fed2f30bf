package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotCheckTest {

  private final SplittableRandom random = new SplittableRandom(11);

  private static byte[] sample() throws IOException {
    Machines machines =
        new Machines(Traffic.LIMITS, Map.of(LogWriter.COUNTER, new CountingMachine()));
    LogWriter log = new LogWriter(machines);
    log.execute(log.open(-2), 2, 1, "b");
    return RestartCheck.save(machines);
  }

  /** Parts of any length, empty and single bytes among them. */
  private boolean intact(byte[] bytes) {
    SnapshotCheck check = new SnapshotCheck();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + random.nextInt(9));
      check.update(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return check.intact();
  }

  @Test
  void aWholeSnapshotIsIntactHoweverItIsCutIntoParts() throws IOException {
    byte[] snapshot = sample();
    for (int i = 0; i < 500; i++) {
      assertThat(intact(snapshot)).isTrue();
    }
  }

  @Test
  void noTruncationAndNoFlippedBitPasses() throws IOException {
    byte[] snapshot = sample();
    int tried = 0;
    for (int length = 0; length < snapshot.length; length++, tried++) {
      assertThat(intact(Arrays.copyOf(snapshot, length))).as("%d bytes", length).isFalse();
    }
    for (int bit = 0; bit < snapshot.length * 8; bit++, tried++) {
      byte[] damaged = snapshot.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(intact(damaged)).as("bit %d", bit).isFalse();
    }
    System.out.println("snapshot of " + snapshot.length + " bytes: damaged copies " + tried);
    assertThat(tried).isGreaterThan(500);
  }
}
