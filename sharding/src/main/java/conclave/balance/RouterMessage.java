package conclave.balance;

import conclave.balance.route.Freight;
import conclave.raft.log.NodeId;
import conclave.serialization.CborSerializable;
import java.util.List;
import java.util.Objects;

/**
 * What routers say to each other. Fields may be added, and a node that does not know them passes
 * them over.
 */
public sealed interface RouterMessage extends CborSerializable {

  /** Who speaks. */
  NodeId sender();

  /**
   * Which try of which route: a question names it, and the answer to it names the same.
   *
   * @param life of the process that routes, drawn anew in each
   * @param id of the route in that life
   * @param number of the try, from 0
   */
  record Try(long life, long id, int number) {}

  /**
   * Do this.
   *
   * @param key that decides who does it; empty where none does
   * @param epoch of the table that named the receiver; 0 where none did
   * @param withinNanos until the caller is answered in any case, from when this was sent
   */
  record Perform(
      NodeId sender,
      Try which,
      String service,
      String key,
      long epoch,
      long withinNanos,
      Freight freight)
      implements RouterMessage {
    public Perform {
      require(sender, which, service, key, freight);
    }
  }

  /** It was done. */
  record Finished(NodeId sender, Try which, Freight reply) implements RouterMessage {
    public Finished {
      require(sender, which, reply);
    }
  }

  /**
   * It is certainly not done here.
   *
   * @param why the name of a {@link conclave.balance.route.Refusal}
   * @param epoch of the sender's table, where the key is not its own; else 0
   */
  record TurnedAway(NodeId sender, Try which, String why, long epoch, String message)
      implements RouterMessage {
    public TurnedAway {
      require(sender, which, why, message);
    }
  }

  /**
   * Nobody here knows what became of it.
   *
   * @param again whether another node may fare better
   */
  record Failed(NodeId sender, Try which, boolean again, String message) implements RouterMessage {
    public Failed {
      require(sender, which, message);
    }
  }

  /** The sender offers these services and no others. */
  record Offers(NodeId sender, List<String> services) implements RouterMessage {
    public Offers {
      require(sender, services);
    }
  }

  /** What lacks something is not read, so that it cannot hurt whom it is for. */
  private static void require(Object... parts) {
    for (Object part : parts) {
      Objects.requireNonNull(part, "a router's message lacks a part");
    }
  }
}
