package conclave.http;

/** How an operation on a map ended; each outcome is something that a caller can act on. */
public sealed interface MapOutcome {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /**
   * The change is committed.
   *
   * @param version of the key from now on
   */
  record Written(long version) implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.written(this);
    }
  }

  /**
   * The value that was read.
   *
   * @param version of the key
   * @param value not to be changed by anybody
   */
  record Found(long version, byte[] value) implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.found(this);
    }
  }

  /** There is no such key; nothing was changed. */
  record NotFound() implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.notFound(this);
    }
  }

  /**
   * The condition did not hold; nothing was changed.
   *
   * @param version that the key has; 0 when it is absent
   */
  record Mismatch(long version) implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.mismatch(this);
    }
  }

  /** The idempotency key was used for another request; certainly not done. */
  record KeyReused() implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.keyReused(this);
    }
  }

  /**
   * No quorum answered in time.
   *
   * @param certainlyNotDone false when a write may have happened or may still happen
   * @param reason a sentence
   */
  record Unavailable(boolean certainlyNotDone, String reason) implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.unavailable(this);
    }
  }

  /**
   * A bound is reached; certainly not done, to be tried again later.
   *
   * @param reason a sentence that names the bound
   */
  record Overloaded(String reason) implements MapOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.overloaded(this);
    }
  }

  /** One method for each kind of outcome. */
  interface Handler<R> {
    R written(Written outcome);

    R found(Found outcome);

    R notFound(NotFound outcome);

    R mismatch(Mismatch outcome);

    R keyReused(KeyReused outcome);

    R unavailable(Unavailable outcome);

    R overloaded(Overloaded outcome);
  }
}
