package conclave.sim.actor;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import conclave.raft.Message;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.replica.peers.Bulk;
import conclave.replica.peers.LocalActors;
import conclave.replica.peers.Peers;
import conclave.serialization.Lanes;
import conclave.serialization.RaftSerializer;
import conclave.serialization.Wire;
import conclave.sim.actor.system.VirtualProcess;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The way of one process to the others: everything is written to bytes, carried by the simulated
 * network, or not, and read from them there. What is large passes through the receiver's {@link
 * Bulk}.
 */
final class Links implements Peers {

  private final ActorCluster world;
  private final NodeId self;
  private final BiConsumer<NodeId, Message> watcher;
  private final LocalActors local;
  private final RaftSerializer serializer;
  private final ActorRef<Wire> bulk;

  /**
   * @param watcher sees what is sent to replicas, before it is
   */
  Links(
      ActorCluster world,
      NodeId self,
      VirtualProcess process,
      BiConsumer<NodeId, Message> watcher) {
    this.world = world;
    this.self = self;
    this.watcher = watcher;
    this.local = new LocalActors(process.system());
    this.serializer =
        new RaftSerializer((ExtendedActorSystem) Adapter.<Void>toClassic(process.system()));
    this.bulk = process.system().systemActorOf(Bulk.create(), Bulk.NAME, Props.empty());
  }

  @Override
  public void tell(NodeId to, Wire.ForReplica message) {
    if (message instanceof Wire.ToReplica raft) {
      world.look(() -> watcher.accept(to, raft.message()));
    }
    if (to.equals(self)) {
      local.replica(message.group(), message);
    } else {
      carry(to.name(), message);
    }
  }

  @Override
  public void tell(Wire.Sender to, Wire.ForGateway message) {
    if (message instanceof Wire.Refused refused && refused.reason() != Wire.Reason.NOT_LEADER) {
      world
          .invariants()
          .refused(
              refused.reason() == Wire.Reason.OVERLOADED
                  ? Proposal.Reason.OVERLOADED
                  : Proposal.Reason.NO_SPACE);
    }
    if (to.node().equals(self)) {
      local.gateway(message.group(), message);
    } else {
      carry(to.node().name(), message);
    }
  }

  private void carry(String to, Wire message) {
    byte[] bytes = serializer.toBinary(message);
    Parcel parcel = new Parcel(bytes, serializer.manifest(message), Lanes.isBulk(message));
    world.simulation().trace(Arrays.hashCode(bytes), self.name().hashCode(), to.hashCode());
    Runnable arrive = () -> world.arrived(to, parcel);
    world.network().send(self.name(), to, message instanceof Wire.Submit ? once(arrive) : arrive);
  }

  /** That something is certainly not done rests on links that deliver no batch twice. */
  private static Runnable once(Runnable arrive) {
    boolean[] arrived = {false};
    return () -> {
      if (!arrived[0]) {
        arrived[0] = true;
        arrive.run();
      }
    };
  }

  /** What came for this process. */
  void arrived(Parcel parcel) {
    Wire message = read(parcel);
    if (parcel.bulk()) {
      bulk.tell(message);
    } else if (message instanceof Wire.ForReplica forReplica) {
      local.replica(forReplica.group(), forReplica);
    } else if (message instanceof Wire.ForGateway forGateway) {
      local.gateway(forGateway.group(), forGateway);
    }
  }

  private Wire read(Parcel parcel) {
    try {
      return (Wire) serializer.fromBinary(parcel.bytes(), parcel.manifest());
    } catch (NotSerializableException e) {
      throw new IllegalStateException("what one process wrote, another cannot read", e);
    }
  }
}
