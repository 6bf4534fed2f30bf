package conclave.node.handover;

import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * What became of a {@link Wish}.
 *
 * @param text the leader's name where it is done, else a sentence
 */
public record Verdict(Kind kind, String text) implements CborSerializable {

  /** The kinds; their names are on the wire. */
  public enum Kind {
    /** The one that was wished for leads. */
    DONE,
    /** It could not be, or was not in time; the sentence says why. */
    FAILED,
    /** This node hosts no such group. */
    NO_GROUP,
    /** Nobody who leads was found, so nothing was begun. */
    NO_LEADER,
    /** A bound was reached, so nothing was begun. */
    OVERLOADED,
    /** No answer in time; it may have been begun. */
    LATE
  }

  public Verdict {
    Objects.requireNonNull(kind, "a Verdict without a kind");
    Objects.requireNonNull(text, "a Verdict without a word");
  }
}
