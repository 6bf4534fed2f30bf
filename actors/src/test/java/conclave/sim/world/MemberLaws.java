package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.MembershipRules;
import conclave.sim.Tally;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What must hold while members change (law L11): one change at a time and not before its leader's
 * term is proven, majorities that meet, and who counts where votes and acknowledgements are
 * counted. Everything is seen from outside, by what each node has said and by its own log.
 */
final class MemberLaws {

  private record Said(long term, NodeId node) {}

  private final Invariants invariants;
  private final Tally tally;
  private final Map<Said, Set<NodeId>> votes = new HashMap<>();
  private final Map<Said, Long> acknowledged = new HashMap<>();
  private final Map<Node, Configuration> before = new IdentityHashMap<>();
  private final Map<Node, Long> commits = new IdentityHashMap<>();

  MemberLaws(Invariants invariants, Tally tally) {
    this.invariants = invariants;
    this.tally = tally;
  }

  void sent(Node node, NodeId to, Message message) {
    if (message instanceof Message.VoteReply vote && vote.granted()) {
      votes.computeIfAbsent(new Said(vote.term(), to), who -> new HashSet<>()).add(node.id());
    } else if (message instanceof Message.AppendReply reply
        && reply.matched()
        && reply.round() != Message.AppendReply.UNCOUNTED) {
      acknowledged.merge(new Said(reply.term(), node.id()), reply.at().index(), Math::max);
    } else if (message instanceof Message.SnapshotReply reply && reply.installed()) {
      acknowledged.merge(new Said(reply.term(), node.id()), reply.last().index(), Math::max);
    } else if (message instanceof Message.Removed) {
      invariants.require(
          !names(node, to), "%s tells %s that it was removed, and its log names it", node.id(), to);
    }
  }

  /** What is committed, or anything after that. */
  private static boolean names(Node node, NodeId one) {
    Acceptor acceptor = node.acceptor().orElseThrow();
    return acceptor.membership().configurationsFrom(acceptor.commit()).stream()
        .anyMatch(members -> members.contains(one));
  }

  /** A leader is elected by a majority of the voters in its own log. */
  void elected(Node node, long term) {
    Acceptor acceptor = node.acceptor().orElseThrow();
    Configuration now = acceptor.configuration();
    Set<NodeId> granted = votes.getOrDefault(new Said(term, node.id()), Set.of());
    long voted =
        now.voters().stream()
            .filter(voter -> voter.equals(node.id()) || granted.contains(voter))
            .count();
    invariants.require(
        voted >= now.majority(),
        "%s leads term %d by %d votes of %s",
        node.id(),
        term,
        voted,
        now.voters());
  }

  void observed(Node node, RaftEvent event) {
    if (event.kind() == RaftEvent.Kind.REMOVED) {
      Configuration own = node.acceptor().orElseThrow().configuration();
      boolean told = own.contains(node.id());
      invariants.require(
          told
              || names(node, node.id())
              || node.acceptor().orElseThrow().membership().isSettled()
                  && !own.equals(Configuration.EMPTY),
          "%s takes itself for removed, and never was a member",
          node.id());
      tally.add(told ? Tally.Count.TOLD_REMOVED : Tally.Count.REMOVED_THEMSELVES, 1);
    } else if (event.kind() == RaftEvent.Kind.MEMBERS) {
      node.acceptor()
          .filter(acceptor -> acceptor.role() == Acceptor.Role.LEADER)
          .ifPresent(leader -> appended(node, leader, event.at()));
    }
  }

  /** A leader has put another configuration into its log. */
  private void appended(Node node, Acceptor leader, EntryId at) {
    Configuration former = before.get(node);
    Configuration next = leader.configuration();
    long differ =
        Stream.concat(former.voters().stream(), next.voters().stream())
            .distinct()
            .filter(voter -> former.isVoter(voter) != next.isVoter(voter))
            .count();
    invariants.require(
        differ <= 1, "%s makes %s of %s at once (L11)", node.id(), next.voters(), former.voters());
    invariants.require(
        leader.membership().configurationsFrom(leader.commit()).size() <= 2,
        "%s changes members at %s, and the change before is not committed (L11)",
        node.id(),
        at);
    invariants.require(
        leader.termAt(leader.commit()) == leader.term(),
        "%s changes members at %s, and nothing of its term is committed (L11)",
        node.id(),
        at);
    if (next.voters().size() > former.voters().size()) {
      tally.add(Tally.Count.PROMOTIONS, 1);
    }
  }

  /** After every event. */
  void check(Node node, Acceptor acceptor) {
    before.put(node, acceptor.configuration());
    Long known = commits.put(node, acceptor.commit());
    boolean leads = acceptor.role() == Acceptor.Role.LEADER;
    if (leads && known != null && acceptor.commit() > known) {
      committed(node, acceptor);
      invariants.require(
          acceptor.configuration().contains(node.id()) || !acceptor.membership().isSettled(),
          "%s leads term %d on, though it was removed (L11)",
          node.id(),
          acceptor.term());
    }
  }

  /**
   * What is not as it should be some time after the last wish and the last fault, as a sentence:
   * learners keep up and vote while there is room, unless they are damaged, and who was removed
   * knows.
   */
  static Optional<String> unfinished(World world) {
    Optional<Acceptor> leader = world.leader().flatMap(Node::acceptor);
    if (leader.isEmpty()) {
      return Optional.of("nobody leads");
    }
    Configuration now = leader.get().configuration();
    if (!leader.get().membership().isSettled()) {
      return Optional.of(now.text() + ": that is not committed");
    }
    boolean room = now.voters().size() < MembershipRules.MAX_VOTERS;
    return world.nodes().stream()
        .flatMap(node -> node.acceptor().stream())
        .filter(
            member ->
                room && now.learners().contains(member.self()) && !member.suspect()
                    || !now.contains(member.self())
                        && member.configuration().contains(member.self())
                        && !member.membership().isRemoved())
        .findFirst()
        .map(member -> member.self() + " is neither what it should be nor knows: " + now.text());
  }

  /**
   * A leader has committed what a majority of the voters has acknowledged to it; by one of the
   * configurations in its log from there on, since it counted a moment ago.
   */
  private void committed(Node node, Acceptor leader) {
    long index = leader.commit();
    invariants.require(
        leader.membership().configurationsFrom(index).stream()
            .anyMatch(
                one ->
                    one.voters().stream().filter(v -> has(node, leader, v, index)).count()
                        >= one.majority()),
        "%s commits %d in term %d without a majority of %s",
        node.id(),
        index,
        leader.term(),
        leader.configuration().voters());
  }

  private boolean has(Node node, Acceptor leader, NodeId voter, long index) {
    return voter.equals(node.id())
        ? node.truth().holds(new EntryId(leader.termAt(index), index))
        : acknowledged.getOrDefault(new Said(leader.term(), voter), 0L) >= index;
  }
}
