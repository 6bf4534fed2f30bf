package conclave.http;

import conclave.http.Health.Verdict;
import conclave.http.internal.Call;
import conclave.http.internal.Reply;
import conclave.http.internal.Router;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Health, nodes, groups, and the page that shows them. */
final class ClusterEndpoints {

  private final Services services;

  ClusterEndpoints(Services services) {
    this.services = services;
  }

  void addTo(Router router) {
    router
        .on("GET", "/alive", call -> services.health().alive().thenApply(v -> health("alive", v)))
        .on("GET", "/ready", call -> services.health().ready().thenApply(v -> health("ready", v)))
        .on("GET", "/api/v1/nodes", this::nodes)
        .on("GET", "/api/v1/raft/groups", this::groups)
        .on("GET", "/", this::page);
  }

  private CompletionStage<Reply> nodes(Call call) {
    return services.cluster().nodes().thenApply(nodes -> Reply.json(200, nodes));
  }

  private CompletionStage<Reply> groups(Call call) {
    return services.cluster().groups().thenApply(groups -> Reply.json(200, groups));
  }

  private CompletionStage<Reply> page(Call call) {
    return services
        .cluster()
        .nodes()
        .thenCombine(
            services.cluster().groups(),
            (nodes, groups) ->
                Reply.html(StatusPage.of(services.node(), nodes, groups), StatusPage.HEADERS));
  }

  private static Reply health(String what, Verdict verdict) {
    return verdict.ok()
        ? Reply.json(200, Map.of("status", what, "message", verdict.reason()))
        : Reply.error(503, "not_" + what, verdict.reason());
  }
}
