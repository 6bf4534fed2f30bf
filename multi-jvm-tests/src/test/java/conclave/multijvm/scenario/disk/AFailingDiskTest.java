package conclave.multijvm.scenario.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.ClusterProcesses.Leader;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The system takes no more writes to the leader's journal: nobody knows what is on that disk, so
 * the process ends, and says why. The failure comes from outside, by a limit on how far the process
 * may write into a file.
 */
@ExtendWith(Clusters.class)
class AFailingDiskTest {

  /** Above the length of a log, and soon reached in a segment of 16 MiB. */
  private static final int LIMIT = 512 << 10;

  private static final String VALUE = "x".repeat(64 << 10);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** What a segment and a half of writes takes, should it be left for the next one just then. */
  private static final int ENOUGH = 400;

  private final Ledger ledger = new Ledger("failing");

  @Test
  void its_process_ends_with_status_1_and_says_why_and_another_leads(ClusterProcesses cluster)
      throws Exception {
    for (int i = 0; i < 10; i++) {
      ledger.mustWrite(cluster.nodes().get(i % 3), "before-" + i, VALUE);
    }
    Leader failing = cluster.awaitLeader();
    List<NodeProcess> others = cluster.others(failing.node());
    int said = failing.node().jvm().log().size();
    CompletableFuture<Integer> ended = failing.node().jvm().ended();
    limit(failing.node());
    int writes = 0;
    while (!ended.isDone() && writes < ENOUGH) {
      ledger.write(others.get(0), "during-" + writes++, VALUE, TIMEOUT);
    }
    int status =
        Patience.seconds(60)
            .until(
                "the end of " + failing.node(),
                () -> Optional.of(ended).filter(CompletableFuture::isDone).map(e -> e.join()));
    assertThat(status).isEqualTo(1);
    List<String> log = failing.node().jvm().log();
    String why =
        log.subList(said, log.size()).stream()
            .filter(line -> line.contains("This node stops for good: "))
            .findFirst()
            .orElseThrow();
    assertThat(why).contains("the journal in", "is broken for good");
    assertThat(log.get(log.size() - 1)).startsWith("conclave: ").contains("is broken for good");
    Leader next = cluster.awaitLeader(others, Patience.seconds(30));
    assertThat(next.term()).isGreaterThan(failing.term());
    ledger.mustWrite(others.get(1), "after", "another leads");

    failing.node().start();
    cluster.awaitReady(failing.node(), Clusters.START);
    int entries = ledger.requireAllAt(failing.node());
    System.out.printf(
        "a failing disk: ended with status %d after %d writes, saying \"%s\"; %s leads; started"
            + " again, %d entries read at it%n",
        status, writes, why, next.node().name(), entries);
  }

  private static void limit(NodeProcess node) throws IOException {
    List<String> command =
        List.of("prlimit", "--pid", Long.toString(node.jvm().pid()), "--fsize=" + LIMIT);
    try {
      Process limiting = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = String.join(" ", limiting.inputReader().lines().toList());
      if (limiting.onExit().join().exitValue() != 0) {
        abort("no disk fails here: " + said);
      }
    } catch (IOException e) {
      abort("no disk fails here: " + e.getMessage());
    }
  }
}
