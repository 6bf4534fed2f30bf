package conclave.balance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The other routers over Artery: by a path without an incarnation, so that a node which was
 * restarted is reached again; never watched. For one router.
 */
public final class ArteryRouters implements Router.Links {

  /** Addresses may change; one that is not used any more is forgotten with the others. */
  private static final int MAX_RESOLVED = 10_000;

  private final ActorRefResolver resolver;
  private final Function<NodeId, Optional<PeerAddress>> addresses;
  private final Map<PeerAddress, ActorRef<RouterMessage>> resolved = new HashMap<>();

  /**
   * @param addresses where a node was last heard of; asked for each message
   */
  public ArteryRouters(ActorSystem<?> system, Function<NodeId, Optional<PeerAddress>> addresses) {
    this.resolver = ActorRefResolver.get(system);
    this.addresses = addresses;
  }

  @Override
  public boolean tell(NodeId to, RouterMessage message) {
    Optional<PeerAddress> at = addresses.apply(to);
    if (at.isEmpty()) {
      return false;
    }
    if (resolved.size() > MAX_RESOLVED) {
      resolved.clear();
    }
    resolved.computeIfAbsent(at.get(), this::resolve).tell(message);
    return true;
  }

  private ActorRef<RouterMessage> resolve(PeerAddress at) {
    return resolver.resolveActorRef(at + "/system/" + Router.NAME);
  }
}
