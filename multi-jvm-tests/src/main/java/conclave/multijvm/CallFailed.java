package conclave.multijvm;

/**
 * A task did not return from a node. The message says which node and why; when the task threw, that
 * is the cause, with the stack it had there.
 */
public final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A task that threw. */
  public CallFailed(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** A task of which nothing more is known. */
  public CallFailed(String sentence) {
    super(sentence);
  }
}
