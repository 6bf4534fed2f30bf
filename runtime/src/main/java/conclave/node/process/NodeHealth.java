package conclave.node.process;

import conclave.http.Health;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ready means that a linearizable read of every group succeeded just now, through the very path
 * that requests take: a leader is known, it has a majority, and the machines here have caught up.
 */
final class NodeHealth implements Health {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final NodeServices services;

  NodeHealth(NodeServices services) {
    this.services = services;
  }

  @Override
  public CompletionStage<Verdict> alive() {
    return CompletableFuture.completedStage(new Verdict(true, "the process answers"));
  }

  @Override
  public CompletionStage<Verdict> ready() {
    Optional<String> waiting = services.waitsFor();
    if (waiting.isPresent()) {
      return CompletableFuture.completedStage(new Verdict(false, waiting.get()));
    }
    CompletionStage<Verdict> all =
        CompletableFuture.completedStage(new Verdict(true, "every group answers"));
    for (String group : NodeServices.GROUPS) {
      all = all.thenCombine(read(group), (sum, one) -> sum.ok() ? one : sum);
    }
    return all;
  }

  private CompletionStage<Verdict> read(String group) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    services.tellGateway(
        group,
        new Gateway.Ask(
            "", new byte[0], true, PATIENCE, outcome -> answer.complete(verdict(group, outcome))));
    return answer;
  }

  /** That no machine has this name is an answer like any other: it was read linearizably. */
  private static Verdict verdict(String group, Outcome<byte[]> outcome) {
    if (outcome instanceof Outcome.Rejected<byte[]> rejected
        && rejected.reason() != Outcome.Reason.INVALID) {
      return new Verdict(false, "group " + group + " does not answer: " + rejected.message());
    }
    return new Verdict(true, "every group answers");
  }
}
