package conclave.http.member;

/** How a request for other members ended; each outcome is something that a caller can act on. */
public sealed interface MemberOutcome {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /** It is as asked, and committed. */
  record Done() implements MemberOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.done(this);
    }
  }

  /**
   * There is no such member, or nobody who could be one.
   *
   * @param reason a sentence
   */
  record Nobody(String reason) implements MemberOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.nobody(this);
    }
  }

  /**
   * It cannot be now, and is not.
   *
   * @param error a machine word
   * @param reason a sentence
   */
  record Conflict(String error, String reason) implements MemberOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.conflict(this);
    }
  }

  /**
   * No leader answered in time.
   *
   * @param certainlyNotDone whether nothing was begun
   * @param reason a sentence
   */
  record Unavailable(boolean certainlyNotDone, String reason) implements MemberOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.unavailable(this);
    }
  }

  /**
   * Certainly not done: a bound was reached.
   *
   * @param reason a sentence
   */
  record Overloaded(String reason) implements MemberOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.overloaded(this);
    }
  }

  /** One method for each kind of outcome. */
  interface Handler<R> {
    R done(Done outcome);

    R nobody(Nobody outcome);

    R conflict(Conflict outcome);

    R unavailable(Unavailable outcome);

    R overloaded(Overloaded outcome);
  }
}
