package conclave.cluster.founding;

import conclave.cluster.table.Roll;
import java.util.Set;

/** What {@link Founding} is told. */
public sealed interface Input {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  void accept(Handler handler);

  /**
   * Time passes: one look.
   *
   * @param members uids of all who are in this run's Akka cluster as Akka has it, this run too
   */
  record Tick(Set<Long> members) implements Input {

    public Tick {
      members = Set.copyOf(members);
    }

    @Override
    public void accept(Handler handler) {
      handler.tick(members);
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
    void tick(Set<Long> members);

    void told(Told told);

    void settled();

    void knocked(String address);

    void heard(Here here);
  }
}
