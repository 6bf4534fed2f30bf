package conclave.node.member;

import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * What becomes of an {@link Application}. That it is a member, the node hears by a Hello.
 *
 * @param refused whether it never will be one
 * @param sentence what it waits for, or why it is refused
 */
public record Answer(boolean refused, String sentence) implements CborSerializable {

  public Answer {
    Objects.requireNonNull(sentence, "an Answer without a word");
  }
}
