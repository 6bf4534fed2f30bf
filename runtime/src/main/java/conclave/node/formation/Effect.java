package conclave.node.formation;

import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.SortedMap;

/** What {@link Formation} wants done, in this order. */
public sealed interface Effect {

  /** Hands itself to the method for its kind; a kind without one does not compile. */
  void accept(Handler handler);

  /** Send a Hello to whoever listens at that address; it may be lost. */
  record SendHello(String address, Hello hello) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.sendHello(address, hello);
    }
  }

  /** Write the membership down, then answer with {@link Input.Persisted}. */
  record Persist(Membership membership) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.persist(membership);
    }
  }

  /** The membership is durable: replicas may start, vote and acknowledge. Said once in a life. */
  record Formed(Membership membership) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.formed(membership);
    }
  }

  /** Other members than before, or the same elsewhere, durably; only after {@link Formed}. */
  record Renewed(Membership membership) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.renewed(membership);
    }
  }

  /** Ask the member at that address to be added; it, or the answer, may be lost. */
  record AskToBeAdded(String address) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.askToBeAdded(address);
    }
  }

  /** The node does not become a member, and should stop. Said once. */
  record GiveUp(String sentence) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.giveUp(sentence);
    }
  }

  /** A member, or one that was, is reached at another address from now on. */
  record Moved(NodeId node, String address) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.moved(node, address);
    }
  }

  /**
   * Every member speaks that version: write down that this node never speaks less, then answer with
   * {@link Input.Promised}.
   */
  record Promise(ProtocolVersion version) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.promise(version);
    }
  }

  /** What each member that was heard promised, and speaks at most; this node among them. */
  record Heard(SortedMap<NodeId, Spoken> members) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.heard(members);
    }
  }

  /**
   * One sentence for the log and the health page; said again only when it changes.
   *
   * @param lost whether it waits for a cluster that has lost its majority
   */
  record Waiting(boolean lost, String sentence) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.waiting(lost, sentence);
    }
  }

  /** A node whose words do not count, and why; said again only when the reason changes. */
  record Refused(String name, String reason) implements Effect {
    @Override
    public void accept(Handler handler) {
      handler.refused(name, reason);
    }
  }

  /** One method for each kind of effect. */
  interface Handler {
    void sendHello(String address, Hello hello);

    void persist(Membership membership);

    void formed(Membership membership);

    void renewed(Membership membership);

    void askToBeAdded(String address);

    void giveUp(String sentence);

    void moved(NodeId node, String address);

    void promise(ProtocolVersion version);

    void heard(SortedMap<NodeId, Spoken> members);

    void waiting(boolean lost, String sentence);

    void refused(String name, String reason);
  }
}
