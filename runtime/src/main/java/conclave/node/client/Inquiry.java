package conclave.node.client;

import akka.actor.typed.ActorRef;
import conclave.serialization.CborSerializable;

/**
 * Asks a node who is in its cluster.
 *
 * @param replyTo hears it; lives as long as the asking process, and is not kept
 */
public record Inquiry(ActorRef<Roster> replyTo) implements CborSerializable {}
