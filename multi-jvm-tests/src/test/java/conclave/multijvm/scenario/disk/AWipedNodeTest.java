package conclave.multijvm.scenario.disk;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.cli.api.ApiClient.Answer;
import conclave.history.model.MapResult;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import conclave.multijvm.load.ServiceAnswer;
import conclave.multijvm.scenario.Clusters;
import conclave.multijvm.scenario.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A node that lost its directory has promised things that it no longer knows: it must not count.
 */
class AWipedNodeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int ATTEMPTS = 8;

  private final Ledger ledger = new Ledger("wiped");

  @Test
  void it_neither_votes_nor_acknowledges_and_says_what_it_waits_for() throws IOException {
    try (ClusterProcesses cluster = Clusters.own("wiped")) {
      NodeProcess wiped = cluster.awaitLeader().node();
      NodeProcess killed = cluster.others(wiped).get(0);
      NodeProcess voter = cluster.others(wiped).get(1);
      ledger.mustWrite(voter, "before", "the wipe");

      wiped.kill();
      wiped.wipe();
      wiped.start();
      String reason = awaitWaiting(wiped);
      ledger.mustWrite(voter, "two-left", "the others go on");
      ledger.mustWrite(killed, "two-left-too", "the others go on");

      killed.kill();
      int refused = requireNoService(List.of(voter, wiped));
      String still = awaitWaiting(wiped);

      killed.start();
      cluster.awaitReady(killed, Clusters.START);
      cluster.awaitReady(voter, Clusters.START);
      ledger.mustWrite(voter, "back", "service is back");
      int entries = ledger.requireAllAt(killed);
      System.out.printf(
          "a wiped node: says \"%s\"; with one voter beside it %d of %d writes and reads refused or"
              + " unknown, none done; %d entries there in the end; then it said \"%s\"%n",
          reason, refused, 2 * 2 * ATTEMPTS, entries, still);
    }
  }

  /** Its answer to whether it is ready, once it is a refusal that says what it waits for. */
  private static String awaitWaiting(NodeProcess wiped) throws IOException {
    String reason =
        Patience.seconds(60)
            .until(
                "the reason of " + wiped,
                () -> {
                  Answer answer = wiped.api().get("/ready");
                  assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                  String message = answer.json().path("message").asText();
                  return Optional.of(message).filter(text -> text.contains("added"));
                });
    assertThat(reason).as("what %s says", wiped.name()).contains("in no cluster yet");
    return reason;
  }

  /** One voter of three is no majority, and the wiped node is no voter. */
  private int requireNoService(List<NodeProcess> left) {
    int refused = 0;
    for (int i = 0; i < ATTEMPTS; i++) {
      for (NodeProcess node : left) {
        ServiceAnswer<MapResult> written = ledger.write(node, "no-majority-" + i, "never", TIMEOUT);
        ServiceAnswer<MapResult> read = ledger.read(node, "before", TIMEOUT);
        assertThat(List.of(written, read))
            .as("answers of %s", node.name())
            .noneMatch(ServiceAnswer.Done.class::isInstance);
        refused += 2;
      }
    }
    return refused;
  }
}
