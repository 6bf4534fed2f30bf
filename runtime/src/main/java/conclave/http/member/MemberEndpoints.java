package conclave.http.member;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.http.internal.Call;
import conclave.http.internal.Refusal;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import conclave.http.member.MemberOutcome.Conflict;
import conclave.http.member.MemberOutcome.Done;
import conclave.http.member.MemberOutcome.Nobody;
import conclave.http.member.MemberOutcome.Overloaded;
import conclave.http.member.MemberOutcome.Unavailable;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** {@code /api/v1/raft/members}. */
public final class MemberEndpoints {

  private static final int DOCUMENT_BYTES = 16 << 10;
  private static final Pattern ADDRESS = Pattern.compile(".+:\\d{1,5}");

  private final MemberService members;
  private final int nameBytes;

  /**
   * @param nameBytes the longest name of a node, and the longest address
   */
  public MemberEndpoints(MemberService members, int nameBytes) {
    this.members = members;
    this.nameBytes = nameBytes;
  }

  /** Adds all of them. */
  public void addTo(Router router) {
    router.on("POST", "/api/v1/raft/members", DOCUMENT_BYTES, this::admit);
    router.on("DELETE", "/api/v1/raft/members/{name}", this::dismiss);
  }

  private CompletionStage<Reply> admit(Call call) {
    JsonNode document = call.json();
    String name = Call.text(document, "name", nameBytes);
    String address = Call.text(document, "address", nameBytes);
    if (!ADDRESS.matcher(address).matches()) {
      throw Refusal.malformed("address must be HOST:PORT, not " + address);
    }
    Object done = new MemberDocument(name, address);
    return members
        .admit(name, address, call.deadline())
        .thenApply(outcome -> outcome.accept(new Replies(done)));
  }

  private CompletionStage<Reply> dismiss(Call call) {
    String name = call.name("name", nameBytes);
    return members
        .dismiss(name, call.deadline())
        .thenApply(outcome -> outcome.accept(new Replies(new NameDocument(name))));
  }

  private record MemberDocument(String name, String address) {}

  private record NameDocument(String name) {}

  private record Replies(Object document) implements MemberOutcome.Handler<Reply> {

    @Override
    public Reply done(Done outcome) {
      return Reply.json(200, document);
    }

    @Override
    public Reply nobody(Nobody outcome) {
      return Reply.error(404, "not_found", outcome.reason());
    }

    @Override
    public Reply conflict(Conflict outcome) {
      return Reply.error(409, outcome.error(), outcome.reason());
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
