package conclave.cluster.founding;

import conclave.cluster.table.RollCommand;
import java.util.List;

/** What {@link Founding} wants done, in this order. */
public sealed interface Effect {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  void accept(Handler handler);

  /** Propose that to the log, then answer with {@link Input.Settled}, whatever came of it. */
  record Propose(RollCommand command) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.propose(command);
    }
  }

  /** Ask whoever lives at that address who it is; it may be lost. */
  record Knock(String address) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.knock(address);
    }
  }

  /** Answer whoever knocked from that address; it may be lost. */
  record Answer(String address, Here here) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.answer(address, here);
    }
  }

  /** Found the Akka cluster of that generation: the log says that this run does. */
  record JoinSelf(long generation) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.joinSelf(generation);
    }
  }

  /**
   * Join the Akka cluster of that generation through any of these; never through oneself.
   *
   * @param addresses at least one
   */
  record JoinThrough(long generation, List<String> addresses) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.joinThrough(generation, addresses);
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
    void propose(RollCommand command);

    void knock(String address);

    void answer(String address, Here here);

    void joinSelf(long generation);

    void joinThrough(long generation, List<String> addresses);

    void startAfresh(String reason);
  }
}
