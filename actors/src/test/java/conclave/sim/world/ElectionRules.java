package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.RaftEvent;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.sim.Simulation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How leaders come and go, seen from outside: one vote a term; who comes back from somewhere
 * disturbs nobody who hears a leader; and a leader that hears nobody gives up in time.
 */
final class ElectionRules {

  /** Beyond the time-out: a few slow mailboxes between a clock and what follows from it. */
  private static final long SLACK = 400 * Simulation.MILLI;

  private static final double SLOWEST_CLOCK = 0.97;

  private record Ballot(NodeId voter, long term) {}

  private record Asked(NodeId voter, NodeId candidate, long term, boolean inEarnest) {}

  /** What one life of a replica has heard, by its own clock. */
  private static final class Ear {
    private final Acceptor life;
    private final Map<NodeId, Long> answers = new HashMap<>();
    private long leaderTerm;
    private long leaderHeardNanos;
    private long answersTerm;
    private long leadsSince;
    private Configuration members;
    private long membersSince;

    Ear(Acceptor life) {
      this.life = life;
    }
  }

  private final Invariants invariants;
  private final Map<Ballot, NodeId> votes = new HashMap<>();
  private final Map<Ballot, Set<NodeId>> promises = new HashMap<>();
  private final Map<Asked, Boolean> askedInVain = new HashMap<>();
  private final Map<String, Ear> ears = new HashMap<>();

  ElectionRules(Invariants invariants) {
    this.invariants = invariants;
  }

  private Ear ear(Node node) {
    Acceptor life = node.acceptor().orElseThrow();
    Ear known = ears.get(node.id().name());
    if (known == null || known.life != life) {
      known = new Ear(life);
      ears.put(node.id().name(), known);
    }
    return known;
  }

  /** The replica of that node is about to look at that message, at that time of its own clock. */
  void heard(Node node, NodeId from, Message message, long clockNanos) {
    Ear ear = ear(node);
    long term = ear.life.term();
    if (message instanceof Message.Append || message instanceof Message.SnapshotChunk) {
      if (message.term() >= term) {
        ear.leaderTerm = message.term();
        ear.leaderHeardNanos = clockNanos;
      }
    } else if (message instanceof Message.PreVote ask) {
      askedInVain.put(new Asked(node.id(), from, ask.term(), false), hears(node, ear, clockNanos));
    } else if (message instanceof Message.Vote ask && !ask.handover() && ask.term() >= term) {
      boolean inVain = hears(node, ear, clockNanos);
      if (!inVain || ask.term() > term) { // else the answer may be on its way to the disk
        askedInVain.put(new Asked(node.id(), from, ask.term(), true), inVain);
      }
    } else if (message instanceof Message.AppendReply reply && reply.term() == term) {
      if (ear.answersTerm != term) {
        ear.answersTerm = term;
        ear.answers.clear();
      }
      ear.answers.put(from, node.world().simulation().now());
    }
  }

  private static boolean hears(Node node, Ear ear, long clockNanos) {
    return ear.life.role() == Acceptor.Role.LEADER
        || ear.life.role() == Acceptor.Role.FOLLOWER
            && ear.leaderTerm == ear.life.term()
            && clockNanos - ear.leaderHeardNanos < node.world().settings().electionMinNanos();
  }

  void sent(Node node, NodeId to, Message message) {
    if (message instanceof Message.PreVoteReply reply && reply.granted()) {
      requireFree(new Asked(node.id(), to, reply.term(), false));
      promises
          .computeIfAbsent(new Ballot(to, reply.term()), first -> new HashSet<>())
          .add(node.id());
    } else if (message instanceof Message.VoteReply reply && reply.granted()) {
      requireFree(new Asked(node.id(), to, reply.term(), true));
      voted(node.id(), reply.term(), to);
    } else if (message instanceof Message.Vote ask) {
      voted(node.id(), ask.term(), node.id());
    }
  }

  private void requireFree(Asked question) {
    invariants.require(
        !askedInVain.getOrDefault(question, false),
        "%s hears a leader, and helps %s to depose it in term %d",
        question.voter(),
        question.candidate(),
        question.term());
  }

  private void voted(NodeId voter, long term, NodeId candidate) {
    NodeId first = votes.putIfAbsent(new Ballot(voter, term), candidate);
    invariants.require(
        first == null || first.equals(candidate),
        "%s voted for %s and for %s in term %d",
        voter,
        first,
        candidate,
        term);
  }

  /**
   * Stands for election in that term; a successor, also of itself, needs no promises, but has to be
   * named (L2).
   */
  void stands(Node node, RaftEvent event) {
    NodeId self = node.id();
    Set<NodeId> promised = promises.getOrDefault(new Ballot(self, event.term()), Set.of());
    Configuration configuration = node.acceptor().orElseThrow().configuration();
    long others = promised.stream().filter(configuration::isVoter).count();
    long own = configuration.isVoter(self) ? 1 : 0;
    invariants.require(
        isNoSurprise(event.detail()) || others + own >= configuration.majority(),
        "%s spent term %d with the promises of %s only: it disturbs whoever leads",
        self,
        event.term(),
        promised);
  }

  private static boolean isNoSurprise(String reason) {
    return reason.contains("hands over") || reason.contains("another term");
  }

  void leads(Node node) {
    ear(node).leadsSince = node.world().simulation().now();
  }

  /**
   * Now and then, for each node that believes to lead.
   *
   * @param calmSince since when it was neither paused nor its clock set, in the world's time
   */
  void check(Node node, Acceptor acceptor, long calmSince) {
    Ear ear = ear(node);
    long now = node.world().simulation().now();
    if (!acceptor.configuration().equals(ear.members)) {
      ear.members = acceptor.configuration();
      ear.membersSince = now;
    }
    RaftSettings settings = node.world().settings();
    long limit = (long) (settings.electionMaxNanos() / SLOWEST_CLOCK) + settings.heartbeatNanos();
    long began = Math.max(Math.max(calmSince, ear.leadsSince), ear.membersSince);
    long since = Math.max(began, majorityHeard(node.id(), ear, acceptor));
    invariants.require(
        now - since <= limit + SLACK,
        "%s leads term %d, though no majority answered it for %d ms",
        node.id(),
        acceptor.term(),
        (now - since) / Simulation.MILLI);
  }

  /** When the latest majority had answered, this node included where it votes. */
  private static long majorityHeard(NodeId self, Ear ear, Acceptor acceptor) {
    if (ear.answersTerm != acceptor.term()) {
      return 0;
    }
    Configuration configuration = acceptor.configuration();
    long others = configuration.majority() - (configuration.isVoter(self) ? 1L : 0L);
    return ear.answers.entrySet().stream()
        .filter(answer -> configuration.isVoter(answer.getKey()))
        .map(Map.Entry::getValue)
        .sorted(Comparator.reverseOrder())
        .skip(Math.max(0, others - 1))
        .findFirst()
        .orElse(0L);
  }
}
