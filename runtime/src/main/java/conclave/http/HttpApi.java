package conclave.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import conclave.http.internal.Router;
import conclave.http.internal.Server;
import conclave.http.leader.LeaderEndpoints;
import conclave.http.lock.LockEndpoints;
import conclave.http.member.MemberEndpoints;
import conclave.http.ring.RingEndpoints;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The HTTP API and status page of one node. Plain HTTP/1.1 without authentication: it is for
 * loopback, or for behind a proxy that knows its users.
 */
public final class HttpApi {

  private final HttpSettings settings;
  private final AtomicReference<Router> router;
  private final ServerBinding binding;

  private HttpApi(HttpSettings settings, AtomicReference<Router> router, ServerBinding binding) {
    this.settings = settings;
    this.router = router;
    this.binding = binding;
  }

  /**
   * Listens where the settings say, and answers 503 until it is told what it answers from.
   *
   * @return fails when the address cannot be bound
   */
  public static CompletionStage<HttpApi> listen(ActorSystem<?> system, HttpSettings settings) {
    AtomicReference<Router> router = new AtomicReference<>();
    return Server.bind(system, settings, () -> Optional.ofNullable(router.get()))
        .thenApply(binding -> new HttpApi(settings, router, binding));
  }

  /** To be unbound or terminated by the caller. */
  public ServerBinding binding() {
    return binding;
  }

  /** From now on it answers from these. */
  public void serve(Services services) {
    router.set(router(settings, services));
  }

  private static Router router(HttpSettings settings, Services services) {
    Router router = new Router();
    new MapEndpoints(services.maps(), settings.limits()).addTo(router);
    new LockEndpoints(services.locks(), settings.limits().keyBytes()).addTo(router);
    new LeaderEndpoints(services.leaders(), settings.limits().keyBytes()).addTo(router);
    new MemberEndpoints(services.members(), settings.limits().keyBytes()).addTo(router);
    new RingEndpoints(services.ring(), settings.limits().keyBytes()).addTo(router);
    new ClusterEndpoints(services).addTo(router);
    new UnbuiltEndpoints().addTo(router);
    return router;
  }
}
