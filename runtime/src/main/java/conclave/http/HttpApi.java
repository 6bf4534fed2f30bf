package conclave.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import conclave.http.internal.Router;
import conclave.http.internal.Server;
import conclave.http.lock.LockEndpoints;
import conclave.http.ring.RingEndpoints;
import java.util.concurrent.CompletionStage;

/**
 * The HTTP API and status page of one node. Plain HTTP/1.1 without authentication: it is for
 * loopback, or for behind a proxy that knows its users.
 */
public final class HttpApi {

  private HttpApi() {}

  /**
   * Listens where the settings say.
   *
   * @return the binding, to be unbound or terminated by the caller; the stage fails when the
   *     address cannot be bound
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system, HttpSettings settings, Services services) {
    Router router = new Router();
    new MapEndpoints(services.maps(), settings.limits()).addTo(router);
    new LockEndpoints(services.locks(), settings.limits().keyBytes()).addTo(router);
    new RingEndpoints(services.ring(), settings.limits().keyBytes()).addTo(router);
    new ClusterEndpoints(services).addTo(router);
    new UnbuiltEndpoints(settings.limits()).addTo(router);
    return Server.bind(system, settings, router);
  }
}
