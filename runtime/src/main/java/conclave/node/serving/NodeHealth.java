package conclave.node.serving;

import akka.actor.typed.ActorRef;
import conclave.http.Health;
import conclave.node.memory.LostMajority;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Ready means that a linearizable read of every group succeeded just now, through the very path
 * that requests take: a leader is known, it has a majority, and the machines here have caught up.
 */
public final class NodeHealth implements Health {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /**
   * What a node gives.
   *
   * @param groups the way to each group
   * @param waitsFor what this node waits for, while it is in no cluster
   * @param durability what an acknowledged write survives
   * @param lost that the cluster has lost its majority for good, as far as can be told
   */
  public record Setup(
      Map<String, ActorRef<Gateway.Command>> groups,
      Supplier<Optional<String>> waitsFor,
      String durability,
      Supplier<Optional<String>> lost) {

    public Setup {
      groups = Map.copyOf(groups);
    }
  }

  private final Setup setup;

  public NodeHealth(Setup setup) {
    this.setup = setup;
  }

  @Override
  public String durability() {
    return setup.durability();
  }

  @Override
  public CompletionStage<Verdict> alive() {
    return CompletableFuture.completedStage(new Verdict(true, "the process answers"));
  }

  @Override
  public CompletionStage<Verdict> ready() {
    Optional<String> waiting = setup.waitsFor().get();
    if (waiting.isPresent()) {
      return CompletableFuture.completedStage(orLost(new Verdict(false, waiting.get())));
    }
    CompletionStage<Verdict> all =
        CompletableFuture.completedStage(new Verdict(true, "every group answers"));
    for (String group : setup.groups().keySet()) {
      all = all.thenCombine(read(group), (sum, one) -> sum.ok() ? one : sum);
    }
    return all.thenApply(this::orLost);
  }

  /** Only where no group answers is it asked whether that is for good. */
  private Verdict orLost(Verdict verdict) {
    return verdict.ok()
        ? verdict
        : setup
            .lost()
            .get()
            .map(sentence -> new Verdict(false, sentence, LostMajority.WORD))
            .orElse(verdict);
  }

  private CompletionStage<Verdict> read(String group) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    setup
        .groups()
        .get(group)
        .tell(
            new Gateway.Ask(
                "",
                new byte[0],
                true,
                PATIENCE,
                outcome -> answer.complete(verdict(group, outcome))));
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
