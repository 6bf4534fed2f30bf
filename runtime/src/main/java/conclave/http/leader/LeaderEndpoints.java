package conclave.http.leader;

import conclave.http.internal.Call;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import conclave.http.leader.LeaderOutcome.Leads;
import conclave.http.leader.LeaderOutcome.NoSuchGroup;
import conclave.http.leader.LeaderOutcome.NotHandedOver;
import conclave.http.leader.LeaderOutcome.Overloaded;
import conclave.http.leader.LeaderOutcome.Unavailable;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** {@code /api/v1/raft/groups/{group}/leader}. */
public final class LeaderEndpoints {

  private static final int DOCUMENT_BYTES = 16 << 10;

  private final LeaderService leaders;
  private final int nameBytes;

  /**
   * @param nameBytes the longest name of a group or a node
   */
  public LeaderEndpoints(LeaderService leaders, int nameBytes) {
    this.leaders = leaders;
    this.nameBytes = nameBytes;
  }

  /** Adds all of them. */
  public void addTo(Router router) {
    router.on("POST", "/api/v1/raft/groups/{group}/leader", DOCUMENT_BYTES, this::handOver);
  }

  private CompletionStage<Reply> handOver(Call call) {
    String group = call.name("group", nameBytes);
    String to = Call.text(call.json(), "to", nameBytes);
    return leaders
        .handOver(group, to, call.deadline())
        .thenApply(outcome -> outcome.accept(new Replies(group)));
  }

  private record LeaderDocument(String group, String leader) {}

  private record Replies(String group) implements LeaderOutcome.Handler<Reply> {

    @Override
    public Reply leads(Leads outcome) {
      return Reply.json(200, new LeaderDocument(group, outcome.leader()));
    }

    @Override
    public Reply notHandedOver(NotHandedOver outcome) {
      return Reply.error(409, "not_handed_over", outcome.reason());
    }

    @Override
    public Reply noSuchGroup(NoSuchGroup outcome) {
      return Reply.error(404, "not_found", "there is no group " + group);
    }

    @Override
    public Reply unavailable(Unavailable outcome) {
      String known = outcome.certainlyNotDone() ? "not_done" : "unknown";
      return Reply.error(503, "unavailable", outcome.reason(), Map.of("outcome", known));
    }

    @Override
    public Reply overloaded(Overloaded outcome) {
      return Reply.error(429, "overloaded", outcome.reason());
    }
  }
}
