package conclave.multijvm;

/**
 * A task did not return from a node. The message says which node and why; when the task threw, that
 * is the cause, with the stack it had there.
 */
public final class CallFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean sent;

  /** A task that threw. */
  public CallFailed(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sent = true;
  }

  /**
   * A task of which nothing more is known.
   *
   * @param sent false when it certainly did not run
   */
  public CallFailed(String sentence, boolean sent) {
    super(sentence);
    this.sent = sent;
  }

  /** Whether it was sent: if not, it certainly did not run; else maybe, in part or as a whole. */
  public boolean sent() {
    return sent;
  }
}
