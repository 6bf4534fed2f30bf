package conclave.node.member;

import akka.actor.typed.ActorRef;
import conclave.raft.log.NodeId;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * A node on an empty directory asks a member to be added. It was heard and judged by its Hello
 * before; lost, or not answered, it asks again.
 *
 * @param address where it is, {@code host:port}
 * @param replyTo hears what it waits for
 */
public record Application(NodeId node, String address, ActorRef<Answer> replyTo)
    implements CborSerializable, Desk.Command {

  public Application {
    Objects.requireNonNull(node, "an Application of nobody");
    Objects.requireNonNull(address, "an Application without an address");
    Objects.requireNonNull(replyTo, "an Application without anybody to answer");
  }
}
