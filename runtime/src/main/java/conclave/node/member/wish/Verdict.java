package conclave.node.member.wish;

import java.util.Objects;

/**
 * What became of a wish.
 *
 * @param text a sentence; where it is done, the member's address or nothing
 */
public record Verdict(Kind kind, String text) {

  /** The kinds. */
  public enum Kind {
    /** It is as wished. */
    DONE,
    /** There is nobody of whom the wish speaks; nothing was begun. */
    NOBODY,
    /** Somebody else comes or goes; nothing was begun. */
    BUSY,
    /** A live member has that name; nothing was begun. */
    NAME_TAKEN,
    /** It stays a member, since a group cannot do without it now. */
    NEEDED,
    /** It waits for something; nothing is left behind. */
    WAITS,
    /** Nothing was begun, for want of a leader or of time. */
    NOT_DONE,
    /** It was begun, and goes on without anybody who waits. */
    UNKNOWN,
    /** A bound was reached; nothing was begun. */
    OVERLOADED
  }

  public Verdict {
    Objects.requireNonNull(kind, "a verdict without a kind");
    Objects.requireNonNull(text, "a verdict without a word");
  }
}
