package conclave.node;

import java.io.Serial;

/**
 * A node cannot start because of something its operator can mend. The message is one sentence that
 * names what, the offending value and where; it is all that the operator gets to see.
 */
public final class CannotStart extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public CannotStart(String sentence) {
    super(sentence);
  }

  public CannotStart(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
