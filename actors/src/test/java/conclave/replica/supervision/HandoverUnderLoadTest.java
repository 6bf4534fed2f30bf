package conclave.replica.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.Props;
import conclave.history.Linearizability;
import conclave.history.Verdict;
import conclave.history.model.MapModel;
import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.LoadClient;
import conclave.replica.kit.NodeKit;
import conclave.replica.supervision.ReplicaSupervisor.HandedOver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leader hands over again and again while clients read and write; none of them notices. */
class HandoverUnderLoadTest {

  private static final int ROUNDS = 12;
  private static final int CLIENTS = 9;
  private static final int KEYS = 15;
  private static final Duration WITHIN = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private final LoadClient.Record record = new LoadClient.Record();
  private final List<Long> gaps = new ArrayList<>();
  private int done;

  @Test
  void aHandoverCostsADelayAndNothingElse() throws Exception {
    // Time-outs that a busy machine does not reach: who leads changes by handovers alone.
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(256 << 10, 4 << 10))) {
      cluster.awaitLeader();
      load(cluster);
      for (int round = 0; round < ROUNDS; round++) {
        handOver(cluster.awaitLeader());
        awaitAnswers(30);
      }
      stop();
    }
    Verdict verdict = new Linearizability<>(new MapModel()).check(record.history);
    Collections.sort(gaps);
    System.out.printf(
        "handed over %d times of %d under load: %d answered, %d rejected, %d unknown, %s; from the"
            + " request to the next acknowledged write: median %d ms, longest %d ms %s%n",
        done,
        ROUNDS,
        record.answered.get(),
        record.rejected.get(),
        record.unknown.get(),
        verdict,
        gaps.get(gaps.size() / 2),
        gaps.get(gaps.size() - 1),
        gaps);
    assertThat(verdict.linearizable()).as(verdict.toString()).isTrue();
    assertThat(done).as("handovers that were done").isGreaterThanOrEqualTo(ROUNDS / 2);
    assertThat(record.unknown.get()).as("unknown outcomes").isZero();
    assertThat(record.rejected.get()).as("rejected requests").isZero();
  }

  private void load(ClusterKit cluster) {
    for (int i = 0; i < CLIENTS; i++) {
      NodeKit node = cluster.nodes().get(i % 3);
      String name = "handover" + i;
      node.system()
          .systemActorOf(
              LoadClient.create(
                  new LoadClient.Setup(name, "handover", KEYS, 100, node.map(), record)),
              name,
              Props.empty());
    }
    ClusterKit.await("load", () -> record.answered.get() > 50);
  }

  /** The write begins after the request, so the time is an upper bound of what clients feel. */
  private void handOver(NodeKit leader) {
    long asked = System.nanoTime();
    HandedOver answer = leader.handOver(WITHIN);
    ReplicatedMap.Reply written = write(leader);
    gaps.add((System.nanoTime() - asked) / 1_000_000);

    assertThat(written).isInstanceOf(ReplicatedMap.Written.class);
    if (answer.successors().containsKey(ClusterKit.GROUP)) {
      done++;
      assertThat(answer.successors()).doesNotContainValue(leader.id().name());
      assertThat(answer.kept()).isEmpty();
    }
  }

  private static ReplicatedMap.Reply write(NodeKit node) {
    return node.ask(
        replyTo ->
            new ReplicatedMap.Put(
                "gaps", "key", new byte[1], Condition.ANY, WITHIN, Optional.empty(), replyTo));
  }

  private void awaitAnswers(int more) {
    long goal = record.answered.get() + more;
    ClusterKit.await("answers", () -> record.answered.get() >= goal);
  }

  private void stop() {
    record.stopping = true;
    ClusterKit.await("the clients' end", () -> record.inFlight.get() == 0);
  }
}
