package conclave.http;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.http.internal.Call;
import conclave.http.internal.Refusal;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What the contract promises and this build does not have: 400 when malformed, else 501. */
final class UnbuiltEndpoints {

  private static final int DOCUMENT_BYTES = 16 << 10;

  private final HttpSettings.Limits limits;

  UnbuiltEndpoints(HttpSettings.Limits limits) {
    this.limits = limits;
  }

  void addTo(Router router) {
    router.on("GET", "/metrics", call -> unbuilt("metrics", call, c -> {}));
    post(router, "/api/v1/raft/members", "the change of members", this::member);
    router.on(
        "DELETE",
        "/api/v1/raft/members/{name}",
        call -> unbuilt("the change of members", call, c -> name(c, "name")));
  }

  private static void post(Router router, String path, String what, Consumer<Call> check) {
    router.on("POST", path, DOCUMENT_BYTES, call -> unbuilt(what, call, check));
  }

  private static CompletionStage<Reply> unbuilt(String what, Call call, Consumer<Call> check) {
    check.accept(call);
    throw Refusal.unbuilt(what);
  }

  private void name(Call call, String variable) {
    call.name(variable, limits.keyBytes());
  }

  private void member(Call call) {
    JsonNode document = call.json();
    Call.text(document, "name", limits.keyBytes());
    String address = Call.text(document, "address", limits.keyBytes());
    if (!address.matches(".+:\\d{1,5}")) {
      throw Refusal.malformed("address must be HOST:PORT, not " + address);
    }
  }
}
