package conclave.multijvm.history;

/**
 * Thrown by a recorded operation that was refused: it certainly took no effect, and never will. Any
 * other failure leaves open whether it did.
 */
public final class NotDone extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public NotDone(String sentence) {
    super(sentence);
  }
}
