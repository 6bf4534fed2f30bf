package conclave.node.member;

import akka.actor.typed.ActorRef;
import conclave.node.member.wish.Seen;
import java.util.Optional;

/**
 * Who is at that address, under that name?
 *
 * @param replyTo hears what is known now; asked again in a moment, more may be
 */
public record Sought(String name, String address, ActorRef<Found> replyTo) {

  /** Who answered there lately, as far as it can be a member of this cluster. */
  public record Found(Optional<Seen> seen) {}
}
