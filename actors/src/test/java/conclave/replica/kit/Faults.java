package conclave.replica.kit;

import conclave.raft.log.NodeId;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Peers with cut links, and with somebody who sees what is sent. */
public final class Faults implements Peers {

  private final Peers peers;
  private final Set<NodeId> cut = ConcurrentHashMap.newKeySet();
  private volatile Consumer<Wire> watcher = wire -> {};

  Faults(Peers peers) {
    this.peers = peers;
  }

  /** Nothing reaches that node from here any more. */
  public void cut(NodeId node) {
    cut.add(node);
  }

  public void heal() {
    cut.clear();
  }

  /** Called for each message, on the sender's thread. */
  public void watch(Consumer<Wire> by) {
    watcher = by;
  }

  @Override
  public void tell(NodeId to, Wire.ForReplica message) {
    watcher.accept(message);
    if (!cut.contains(to)) {
      peers.tell(to, message);
    }
  }

  @Override
  public void tell(Wire.Sender to, Wire.ForGateway message) {
    watcher.accept(message);
    if (!cut.contains(to.node())) {
      peers.tell(to, message);
    }
  }
}
