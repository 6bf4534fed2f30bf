package conclave.node.member;

import akka.actor.typed.ActorRef;
import conclave.node.member.wish.Seen;
import java.util.Optional;

/**
 * Who is at that address, under that name? Only what was said after a former question counts: a
 * node that was killed may have been heard a moment ago.
 *
 * @param after the {@link Found#mark} of the former question; {@link #FIRST} for the first one
 * @param replyTo hears what is known now; asked again in a moment, more may be
 */
public record Sought(String name, String address, long after, ActorRef<Found> replyTo) {

  /** After this nothing was said yet. */
  public static final long FIRST = Long.MAX_VALUE;

  /**
   * What is known.
   *
   * @param seen who answered there since, as far as it can be a member of this cluster
   * @param mark of this question
   */
  public record Found(Optional<Seen> seen, long mark) {}
}
