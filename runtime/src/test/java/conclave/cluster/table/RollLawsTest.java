package conclave.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whoever was given up never comes back, and seats are there for whoever needs them. */
class RollLawsTest {

  private static final long FIRST_SEED = 20_261_127;
  private static final int SEEDS = 300;
  private static final int STEPS = 200;

  @Test
  void whoeverWasGivenUpNeverComesBackWhateverIsHeardOfItLate() throws IOException {
    int given = 0;
    int late = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      LateWords words = new LateWords(seed, new ClusterTable());
      words.run(STEPS);
      given += words.givenUp();
      late += words.late;
      assertThat(words.refused).as("seed %d: late starts refused", seed).isEqualTo(words.late);
      assertThat(loaded(words.table).roll()).isEqualTo(words.table.roll());
    }
    System.out.printf("roll: %d runs given up, %d late starts of theirs refused%n", given, late);
    assertThat(given).isGreaterThan(3_000);
    assertThat(late).isGreaterThan(1_000);
  }

  @Test
  void plantedBugItIsForgottenWhoWasGivenUp() {
    assertThatThrownBy(
            () -> {
              for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                new LateWords(seed, new ClusterTable(0)).run(STEPS);
              }
            })
        .hasMessageContaining("was given up, and is back by Start");
  }

  @Test
  void plantedBugASnapshotForgetsWhoWasGivenUp() {
    assertThatThrownBy(
            () -> {
              for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                LateWords words = new LateWords(seed, new ClusterTable());
                words.run(STEPS);
                ClusterTable former = new ClusterTable();
                former.load(new DataInputStream(new ByteArrayInputStream(format1(words.table))));
                words.on(former).run(STEPS);
              }
            })
        .hasMessageContaining("was given up, and is back by Start");
  }

  /** A snapshot as it was before it had them. */
  private static byte[] format1(ClusterTable table) throws IOException {
    byte[] all = snapshot(table);
    all[1] = 1;
    return all;
  }

  private static byte[] snapshot(ClusterTable table) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static ClusterTable loaded(ClusterTable table) throws IOException {
    ClusterTable loaded = new ClusterTable();
    loaded.load(new DataInputStream(new ByteArrayInputStream(snapshot(table))));
    return loaded;
  }
}
