package conclave.multijvm.process;

/** Ends several things, of which one may fail: the others are ended all the same. */
public final class CleanUp {

  private Throwable first;

  /** Does that now; what it throws is kept, after what was thrown before. */
  public CleanUp then(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      if (first == null) {
        first = e;
      } else if (first != e) {
        first.addSuppressed(e);
      }
    }
    return this;
  }

  /** Throws the first failure, with the others; for the end of a clean-up. */
  public void rethrow() {
    if (first instanceof RuntimeException failure) {
      throw failure;
    }
    if (first instanceof Error failure) {
      throw failure;
    }
  }

  /** Hangs what failed on the failure that the clean-up is for. */
  public void suppressedBy(Throwable failure) {
    if (first != null && first != failure) {
      failure.addSuppressed(first);
    }
  }
}
