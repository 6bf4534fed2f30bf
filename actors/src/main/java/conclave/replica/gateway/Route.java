package conclave.replica.gateway;

import conclave.raft.log.NodeId;
import conclave.replica.LeaderIs;
import java.util.List;
import java.util.Optional;

/**
 * Whom to turn to: the leader while one is known, else a contact, who may know. A contact that does
 * not answer makes way for the next one. What others say of a node that was silent just now does
 * not count for a while: they may not have noticed yet that it died.
 */
final class Route {

  private final Standing standing;
  private final long suspicionNanos;
  private Optional<NodeId> leader = Optional.empty();
  private long leaderTerm;
  private Optional<NodeId> suspect = Optional.empty();
  private long suspectedUntil;
  private int next;

  /**
   * @param suspicionNanos for how long a silent node is not taken for the leader on hearsay
   */
  Route(Standing standing, long suspicionNanos) {
    this.standing = standing;
    this.suspicionNanos = suspicionNanos;
  }

  /** Who leads, or else a contact. */
  NodeId target() {
    return leader.orElseGet(this::contact);
  }

  /** Whoever answers, leader or not. */
  NodeId contact() {
    List<NodeId> contacts = standing.contacts();
    return contacts.get(Math.floorMod(next, contacts.size()));
  }

  /** A node that does not lead says who does. Whether that is news to follow at once. */
  boolean hint(Optional<NodeId> hinted, long now) {
    if (hinted.isEmpty() || hinted.equals(leader) || suspected(hinted, now)) {
      return false;
    }
    leader = hinted;
    return true;
  }

  /** The own replica says who leads. Whether that is news to follow at once. */
  boolean learn(LeaderIs known) {
    if (known.term() < leaderTerm || known.leader().isEmpty()) {
      return false;
    }
    boolean news = known.term() > leaderTerm || !known.leader().equals(leader);
    leaderTerm = known.term();
    leader = known.leader();
    suspect = Optional.empty();
    return news;
  }

  /** That node did not answer. */
  void silent(NodeId who, long now) {
    suspect = Optional.of(who);
    suspectedUntil = now + suspicionNanos;
    leave(who, now);
  }

  /** That node cannot help. */
  void leave(NodeId who, long now) {
    if (leader.equals(Optional.of(who))) {
      leader = Optional.empty();
    }
    if (contact().equals(who)) {
      next++;
    }
    if (suspected(Optional.of(contact()), now)) {
      next++;
    }
  }

  private boolean suspected(Optional<NodeId> who, long now) {
    return who.equals(suspect) && now - suspectedUntil < 0;
  }
}
