package conclave.history.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.Verdict.Linearizable;
import conclave.history.Verdict.Violation;
import conclave.history.model.RegisterModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedHistoriesTest {

  private static final int EXPECTED_ROWS = 54;

  @Test
  void agreesWithEveryVerdictOfTheRecordedHistories() throws IOException {
    String property = System.getProperty("conclave.histories");
    assumeTrue(
        property != null,
        "not checked: -Dconclave.histories=<folder with verdicts.tsv, etcd_*.log, kv_*.txt> is absent");
    Path folder = Path.of(property);
    List<String> disagreements = new ArrayList<>();
    int rows = 0;
    int violations = 0;
    long start = System.nanoTime();
    for (String row : Files.readAllLines(folder.resolve("verdicts.tsv"))) {
      String[] columns = row.split("\t");
      Verdict verdict = check(folder.resolve(columns[0]));
      boolean agrees =
          switch (columns[1]) {
            case "linearizable" -> verdict instanceof Linearizable;
            case "violation" -> verdict instanceof Violation;
            default -> throw new IllegalArgumentException("no such verdict: " + row);
          };
      rows++;
      violations += verdict instanceof Violation ? 1 : 0;
      if (!agrees) {
        disagreements.add(row + " but: " + verdict);
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "recorded histories: %d checked, %d violations, %d ms%n", rows, violations, millis);
    assertThat(disagreements).isEmpty();
    assertThat(rows).as("rows of verdicts.tsv").isEqualTo(EXPECTED_ROWS);
    assertThat(violations).as("violations among them").isBetween(1, EXPECTED_ROWS - 1);
  }

  private static Verdict check(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return file.getFileName().toString().startsWith("etcd")
        ? new Linearizability<>(RegisterModel.startingEmpty()).check(EtcdLog.read(lines))
        : new Linearizability<>(RegisterModel.startingWith("")).check(KvLog.read(lines));
  }
}
