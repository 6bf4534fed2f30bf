package conclave.cli;

import java.io.Serial;

/** A command that was used rightly failed; the message is all that the user gets to see. */
final class CommandFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  CommandFailed(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
