package conclave.http;

import conclave.http.Health.Verdict;
import conclave.http.internal.Call;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import conclave.http.lock.LockOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Health, nodes, groups, and the page that shows them. */
final class ClusterEndpoints {

  private static final Duration LOCKS_WITHIN = Duration.ofSeconds(1);

  private final Services services;

  ClusterEndpoints(Services services) {
    this.services = services;
  }

  void addTo(Router router) {
    router
        .on(
            "GET",
            "/alive",
            call -> services.health().alive().thenApply(v -> health("alive", v, Map.of())))
        .on("GET", "/ready", this::ready)
        .on("GET", "/api/v1/nodes", this::nodes)
        .on("GET", "/api/v1/raft/groups", this::groups)
        .on("GET", "/", this::page);
  }

  private CompletionStage<Reply> ready(Call call) {
    Map<String, Object> mode = Map.of("durability", services.health().durability());
    return services.health().ready().thenApply(verdict -> health("ready", verdict, mode));
  }

  private CompletionStage<Reply> nodes(Call call) {
    return services.cluster().nodes().thenApply(nodes -> Reply.json(200, nodes));
  }

  private CompletionStage<Reply> groups(Call call) {
    return services.cluster().groups().thenApply(groups -> Reply.json(200, groups));
  }

  /**
   * Only the locks need a quorum; where there is none, the page comes all the same, and says so.
   */
  private CompletionStage<Reply> page(Call call) {
    CompletionStage<LockOutcome> locks = services.locks().list(StatusPage.MOST_LOCKS, LOCKS_WITHIN);
    return services
        .cluster()
        .nodes()
        .thenCombine(
            services.cluster().groups(),
            (nodes, groups) ->
                new StatusPage(services.node(), nodes, groups, services.ring().table()))
        .thenCombine(locks, (page, held) -> Reply.html(page.html(held), StatusPage.HEADERS));
  }

  private static Reply health(String what, Verdict verdict, Map<String, Object> more) {
    if (!verdict.ok()) {
      String error = verdict.word().isEmpty() ? "not_" + what : verdict.word();
      return Reply.error(503, error, verdict.reason(), more);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", what);
    document.put("message", verdict.reason());
    document.putAll(more);
    return Reply.json(200, document);
  }
}
