package conclave.http.leader;

/** How a request for another leader ended; each outcome is something that a caller can act on. */
public sealed interface LeaderOutcome {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /**
   * It leads now.
   *
   * @param leader its name
   */
  record Leads(String leader) implements LeaderOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.leads(this);
    }
  }

  /**
   * It could not be made to.
   *
   * @param reason a sentence
   */
  record NotHandedOver(String reason) implements LeaderOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.notHandedOver(this);
    }
  }

  /** The node hosts no group of that name. */
  record NoSuchGroup() implements LeaderOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.noSuchGroup(this);
    }
  }

  /**
   * No leader answered.
   *
   * @param certainlyNotDone whether nobody was asked who could have begun
   * @param reason a sentence
   */
  record Unavailable(boolean certainlyNotDone, String reason) implements LeaderOutcome {
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
  record Overloaded(String reason) implements LeaderOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.overloaded(this);
    }
  }

  /** One method for each kind of outcome. */
  interface Handler<R> {
    R leads(Leads outcome);

    R notHandedOver(NotHandedOver outcome);

    R noSuchGroup(NoSuchGroup outcome);

    R unavailable(Unavailable outcome);

    R overloaded(Overloaded outcome);
  }
}
