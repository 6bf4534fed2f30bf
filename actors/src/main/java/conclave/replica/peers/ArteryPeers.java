package conclave.replica.peers;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import conclave.serialization.Lanes;
import conclave.serialization.PeerAddress;
import conclave.serialization.Wire;
import conclave.serialization.WireCodec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Peers over Artery: by paths without an incarnation, so that a node which was restarted is reached
 * again; never watched, since a failed watch quarantines a node until it is restarted. What is
 * large goes to the bulk actor, which has a connection of its own. What came with a later protocol
 * version than the one in use is not sent, as if it were lost: some member may not read it yet.
 */
public final class ArteryPeers implements Peers {

  /**
   * Addresses may change and clients come and go; a path that is not used any more is forgotten
   * with the others.
   */
  private static final int MAX_RESOLVED = 10_000;

  private final NodeId self;
  private final LocalActors local;
  private final Function<NodeId, Optional<PeerAddress>> addresses;
  private final Supplier<ProtocolVersion> protocol;
  private final ActorRefResolver resolver;
  private final Map<Way, ActorRef<Wire>> resolved = new ConcurrentHashMap<>();

  private enum End {
    REPLICA,
    GATEWAY,
    BULK
  }

  /** A destination, known without writing its path anew for each message. */
  private record Way(PeerAddress at, End end, String group) {
    String path() {
      return switch (end) {
        case REPLICA -> at.replica(group);
        case GATEWAY -> at.gateway(group);
        case BULK -> at.bulk();
      };
    }
  }

  /**
   * @param addresses where a node was last heard of; asked for each message, from any thread
   */
  public ArteryPeers(
      ActorSystem<?> system, NodeId self, Function<NodeId, Optional<PeerAddress>> addresses) {
    this(system, self, addresses, () -> ProtocolVersion.NEWEST);
  }

  /**
   * @param protocol the version in use; asked for each message, from any thread
   */
  public ArteryPeers(
      ActorSystem<?> system,
      NodeId self,
      Function<NodeId, Optional<PeerAddress>> addresses,
      Supplier<ProtocolVersion> protocol) {
    this.self = self;
    this.local = new LocalActors(system);
    this.addresses = addresses;
    this.protocol = protocol;
    this.resolver = ActorRefResolver.get(system);
  }

  @Override
  public void tell(NodeId to, Wire.ForReplica message) {
    if (to.equals(self)) {
      local.replica(message.group(), message);
    } else {
      addresses.apply(to).ifPresent(at -> send(new Way(at, End.REPLICA, message.group()), message));
    }
  }

  @Override
  public void tell(Wire.Sender to, Wire.ForGateway message) {
    if (to.node().equals(self)) {
      local.gateway(message.group(), message);
    } else {
      to.address()
          .or(() -> addresses.apply(to.node()))
          .ifPresent(at -> send(new Way(at, End.GATEWAY, message.group()), message));
    }
  }

  @Override
  public ProtocolVersion protocol() {
    return protocol.get();
  }

  private void send(Way way, Wire message) {
    if (!protocol().atLeast(WireCodec.version(message))) {
      return;
    }
    if (resolved.size() > MAX_RESOLVED) {
      resolved.clear();
    }
    Way taken = Lanes.isBulk(message) ? new Way(way.at(), End.BULK, "") : way;
    resolved.computeIfAbsent(taken, to -> resolver.resolveActorRef(to.path())).tell(message);
  }
}
