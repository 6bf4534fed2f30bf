package conclave.cli.demo;

import java.io.Serial;

/** A step of the demonstration failed; the message is one sentence for its user. */
public final class DemoFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  DemoFailed(String sentence) {
    super(sentence);
  }

  DemoFailed(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
