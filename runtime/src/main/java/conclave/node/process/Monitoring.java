package conclave.node.process;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import conclave.monitor.Heartbeat;
import conclave.monitor.NodeMonitor;
import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;

/** Starts this node's monitor, and carries what it tells the others. */
final class Monitoring implements NodeMonitor.Links {

  private final ActorSystem<?> system;
  private final AddressBook addresses;

  Monitoring(ActorSystem<?> system, AddressBook addresses) {
    this.system = system;
    this.addresses = addresses;
  }

  ActorRef<NodeMonitor.Command> start(NodeMonitor.Setup setup) {
    return system.systemActorOf(NodeMonitor.create(setup), NodeMonitor.NAME, Props.empty());
  }

  @Override
  public void tell(NodeId to, Heartbeat heartbeat) {
    addresses.find(to).ifPresent(at -> monitor(at).tell(heartbeat));
  }

  private ActorRef<NodeMonitor.Command> monitor(PeerAddress at) {
    String path =
        "akka://%s@%s:%d/system/%s".formatted(at.system(), at.host(), at.port(), NodeMonitor.NAME);
    return ActorRefResolver.get(system).resolveActorRef(path);
  }
}
