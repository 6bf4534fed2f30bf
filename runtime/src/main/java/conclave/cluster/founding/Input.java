package conclave.cluster.founding;

import conclave.cluster.table.Roll;

/** What {@link Founding} is told. */
public sealed interface Input {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  void accept(Handler handler);

  /** Time passes: one look. */
  record Tick() implements Input {
    @Override
    public void accept(Handler handler) {
      handler.tick();
    }
  }

  /**
   * The replica beside this node has applied that; it may be behind the cluster, and begin anew
   * further behind.
   *
   * @param index the last entry that is in it
   */
  record Told(long index, Roll roll) implements Input {
    @Override
    public void accept(Handler handler) {
      handler.told(this);
    }
  }

  /** What was proposed is done, refused or lost; the roll tells which. */
  record Settled() implements Input {
    @Override
    public void accept(Handler handler) {
      handler.settled();
    }
  }

  /**
   * Somebody asks who lives here.
   *
   * @param address where it waits for the answer
   */
  record Knocked(String address) implements Input {
    @Override
    public void accept(Handler handler) {
      handler.knocked(address);
    }
  }

  /** Somebody answered; it may be an old answer. */
  record Heard(Here here) implements Input {
    @Override
    public void accept(Handler handler) {
      handler.heard(here);
    }
  }

  /** One method for each kind of input. */
  interface Handler {
    void tick();

    void told(Told told);

    void settled();

    void knocked(String address);

    void heard(Here here);
  }
}
