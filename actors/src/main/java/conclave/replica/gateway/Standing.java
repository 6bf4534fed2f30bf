package conclave.replica.gateway;

import conclave.raft.log.NodeId;
import conclave.serialization.PeerAddress;
import conclave.serialization.Wire;
import java.util.List;
import java.util.function.Supplier;

/** Where a gateway stands: beside a replica of its group, or in a process without one. */
public sealed interface Standing {

  /** Whom answers from other nodes go to. */
  Wire.Sender sender();

  /** Who may know the leader, and answers questions; never empty. */
  List<NodeId> contacts();

  /**
   * On a member: the own replica answers questions, and knows who leads.
   *
   * @param self the member
   */
  record Member(NodeId self) implements Standing {
    @Override
    public Wire.Sender sender() {
      return Wire.Sender.member(self);
    }

    @Override
    public List<NodeId> contacts() {
      return List.of(self);
    }
  }

  /**
   * In a client: any member answers questions, and a refusal tells who leads.
   *
   * @param self a name that no other process has, nor a former life of this one
   * @param address where this ActorSystem is reached
   * @param members the members as far as is known, never empty; asked before each message
   */
  record Client(NodeId self, PeerAddress address, Supplier<List<NodeId>> members)
      implements Standing {
    @Override
    public Wire.Sender sender() {
      return Wire.Sender.client(self, address);
    }

    @Override
    public List<NodeId> contacts() {
      return members.get();
    }
  }
}
