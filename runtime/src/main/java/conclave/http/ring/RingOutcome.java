package conclave.http.ring;

import java.util.List;

/** What the ring was found to be. */
public sealed interface RingOutcome {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  <R> R accept(Handler<R> handler);

  /**
   * A node's share.
   *
   * @param weight its share is its weight by the sum of all
   * @param partitions how many it owns
   */
  record Share(String name, int weight, int partitions) {}

  /**
   * The whole table.
   *
   * @param epoch rises by one with each change
   * @param nodes sorted by name
   * @param owners the name of each partition's owner
   */
  record Table(long epoch, List<Share> nodes, List<String> owners) implements RingOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.table(this);
    }
  }

  /**
   * Whom to turn to.
   *
   * @param partition of the key
   * @param epoch of the table that was looked at
   * @param owners the owner first, none twice
   */
  record Owners(String key, int partition, long epoch, List<String> owners) implements RingOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.owners(this);
    }
  }

  /**
   * This node knows no table yet.
   *
   * @param reason a sentence
   */
  record Missing(String reason) implements RingOutcome {
    @Override
    public <R> R accept(Handler<R> handler) {
      return handler.missing(this);
    }
  }

  /** One method for each kind of outcome. */
  interface Handler<R> {
    R table(Table outcome);

    R owners(Owners outcome);

    R missing(Missing outcome);
  }
}
