package conclave.http;

import conclave.http.leader.LeaderOutcome;
import conclave.http.leader.LeaderService;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whoever is named leads, unless the test says how it ends. */
final class FakeLeaders implements LeaderService {

  volatile LeaderOutcome forced;
  volatile Duration lastDeadline;

  @Override
  public CompletionStage<LeaderOutcome> handOver(String group, String to, Duration deadline) {
    lastDeadline = deadline;
    LeaderOutcome outcome = forced;
    return CompletableFuture.completedStage(
        outcome != null ? outcome : new LeaderOutcome.Leads(to));
  }
}
