package conclave.http;

import conclave.http.internal.Refusal;
import conclave.http.internal.Router;

/** What the contract promises and this build does not have: 501. */
final class UnbuiltEndpoints {

  void addTo(Router router) {
    router.on(
        "GET",
        "/metrics",
        call -> {
          throw Refusal.unbuilt("metrics");
        });
  }
}
