package conclave.cluster.downing;

import conclave.cluster.table.RollCommand;

/** What {@link Downing} wants done, in this order. */
public sealed interface Effect {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  void accept(Handler handler);

  /**
   * Read the roll, linearizably, and hand it to {@link Downing#read}; it may be lost.
   *
   * @param look at which it was asked for, to be handed back
   */
  record Read(long look) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.read(look);
    }
  }

  /** Propose that to the log; the next reading tells what came of it. */
  record Propose(RollCommand command) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.propose(command);
    }
  }

  /** Down that member, whose run is over by the log. */
  record Down(Absentee member) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.down(member);
    }
  }

  /** End this ActorSystem and start another one on the same data. Said once, as the last effect. */
  record StartAfresh(String reason) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.startAfresh(reason);
    }
  }

  /** One method for each kind of effect. */
  interface Handler {
    void read(long look);

    void propose(RollCommand command);

    void down(Absentee member);

    void startAfresh(String reason);
  }
}
