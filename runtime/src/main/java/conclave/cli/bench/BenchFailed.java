package conclave.cli.bench;

import java.io.Serial;

/** Nothing could be measured; the message says why in one sentence. */
public final class BenchFailed extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  BenchFailed(String sentence) {
    super(sentence);
  }
}
