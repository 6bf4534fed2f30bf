package conclave.node.handover;

import akka.actor.typed.ActorRef;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * That voter shall lead that group. Answered at most once, with a {@link Verdict}.
 *
 * @param to the voter's name
 * @param passedOn whether another node passed it on, which is done once
 * @param withinMs for how long whoever asks waits
 * @param replyTo hears it; lives as long as the request, and is not kept
 */
public record Wish(
    String group, String to, boolean passedOn, long withinMs, ActorRef<Verdict> replyTo)
    implements CborSerializable, Handovers.Command {

  public Wish {
    Objects.requireNonNull(group, "a Wish without a group");
    Objects.requireNonNull(to, "a Wish without a voter");
    Objects.requireNonNull(replyTo, "a Wish without anybody to answer");
  }

  Wish passOn() {
    return new Wish(group, to, true, withinMs, replyTo);
  }
}
