package conclave.node.client;

import akka.actor.typed.ActorRef;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * Asks a node who is in its cluster.
 *
 * @param replyTo hears it; lives as long as the asking process, and is not kept
 */
public record Inquiry(ActorRef<Roster> replyTo) implements CborSerializable {

  public Inquiry {
    Objects.requireNonNull(replyTo, "an Inquiry without anybody to answer");
  }
}
