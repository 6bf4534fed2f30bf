package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.raft.members.Change.Outcome;
import conclave.raft.members.Change.Reason;
import conclave.raft.members.MembershipRules;
import conclave.raft.members.MembershipRules.Ripeness;
import conclave.raft.members.MembershipRules.Verdict;
import java.util.Collection;
import java.util.Optional;

/**
 * The rule for changes of members (law L11): one node at a time, one change at a time, and none
 * before an entry of the leader's own term is committed.
 *
 * <pre>
 *   ask --> [leads, ripe, allowed] --> weighed: would a majority answer? --> appended --> committed
 *    |            |                              |                              |             |
 *    |            `--- Refused, Elsewhere -------'        leadership lost: Unknown          Done
 *    `--> takes out the leader itself: hands over first --> Elsewhere
 *                  ^                          `-- nobody takes over: goes on like any other
 *   the leadership: a learner keeps up --> appended
 * </pre>
 *
 * <p>A configuration is in force wherever it is in the log, from when it is appended until it is
 * truncated; so nothing is kept here but who waits for an answer.
 *
 * <p>Why an entry of the own term first: of voters a, b, c and d, a leads term 1 and adds e; only a
 * and e have that. b leads term 2 by b, c and d, and takes out a: b and c have that, a majority of
 * the three that are left. Now a is elected by a, d and e, a majority of the five that it knows of,
 * and what was committed is gone. With an entry of term 2 first, on b, c and d, none of these votes
 * for a any more (Ongaro's note of July 2015; his dissertation, section 4.1, did without).
 *
 * <p>A leader that is taken out leads until that is committed, and does not count itself. It hands
 * over before if it can: then nobody has to wait for an election, and its removal stands in no log
 * of its own.
 */
public final class Membership {

  private enum Stage {
    HANDS_OVER,
    WEIGHED,
    APPENDED
  }

  private final Acceptor acceptor;
  private final AcceptedLog accepted;
  private final Ripeness ripeness;
  private final AcceptorEffects effects;
  private Optional<Change> wish = Optional.empty();
  private Stage stage = Stage.WEIGHED;
  private long term;
  private long index;

  Membership(Acceptor acceptor, AcceptedLog accepted, Ripeness ripeness, AcceptorEffects effects) {
    this.acceptor = acceptor;
    this.accepted = accepted;
    this.ripeness = ripeness;
    this.effects = effects;
  }

  /**
   * Other members shall be.
   *
   * @return the outcome where it is known at once; else {@link AcceptorEffects#changeEnded} tells
   */
  public Optional<Outcome> ask(Change change) {
    if (!leads()) {
      return Optional.of(new Outcome.Elsewhere(acceptor.leader()));
    }
    Optional<String> obstacle = wish.map(other -> "another change is under way").or(this::unripe);
    if (obstacle.isPresent()) {
      return Optional.of(new Outcome.Refused(Reason.BUSY, obstacle.get()));
    }
    Verdict verdict = MembershipRules.judge(acceptor.configuration(), change);
    if (verdict instanceof Verdict.Settled settled) {
      return Optional.of(settled.outcome());
    }
    wish = Optional.of(change);
    term = acceptor.term();
    Configuration next = ((Verdict.Next) verdict).configuration();
    if (next.contains(acceptor.self())) {
      weigh(next);
    } else {
      stage = Stage.HANDS_OVER;
      acceptor.handover().beforeLeaving(this::handedOver);
    }
    return Optional.empty();
  }

  private boolean leads() {
    return acceptor.role() == Acceptor.Role.LEADER;
  }

  private Optional<String> unripe() {
    if (acceptor.handover().holdsProposals()) {
      return Optional.of("%s is handing over".formatted(acceptor.self().name()));
    }
    boolean proven = accepted.log().termAt(accepted.commit()) == acceptor.term();
    return ripeness.isRipe(acceptor.franchise().isSettled(), proven)
        ? Optional.empty()
        : Optional.of(
            proven
                ? "the change before is not committed yet"
                : "%s leads only since a moment ago".formatted(acceptor.self().name()));
  }

  private void weigh(Configuration next) {
    stage = Stage.WEIGHED;
    effects.weigh(term, next);
  }

  private void handedOver(Handover.Outcome outcome) {
    if (outcome instanceof Handover.Outcome.Failed && leads() && term == acceptor.term()) {
      judgeAgain().ifPresent(this::weigh);
    } else {
      end(new Outcome.Elsewhere(acceptor.leader().filter(one -> !one.equals(acceptor.self()))));
    }
  }

  /** Meanwhile a learner may have become a voter. */
  private Optional<Configuration> judgeAgain() {
    Optional<String> obstacle = unripe();
    if (obstacle.isPresent()) {
      end(new Outcome.Refused(Reason.BUSY, obstacle.get()));
      return Optional.empty();
    }
    Verdict verdict = MembershipRules.judge(acceptor.configuration(), wish.orElseThrow());
    if (verdict instanceof Verdict.Settled settled) {
      end(settled.outcome());
      return Optional.empty();
    }
    return Optional.of(((Verdict.Next) verdict).configuration());
  }

  /**
   * The leadership of {@code ofTerm} has looked who answers.
   *
   * @param obstacle a sentence where no majority would
   */
  public void weighed(long ofTerm, Optional<String> obstacle) {
    if (wish.isEmpty() || stage != Stage.WEIGHED || !leads() || ofTerm != term) {
      return;
    }
    if (obstacle.isPresent()) {
      end(new Outcome.Refused(Reason.NO_MAJORITY, obstacle.get()));
      return;
    }
    judgeAgain().ifPresent(this::append);
  }

  private void append(Configuration next) {
    if (accepted.appendConfiguration(term, next)) {
      stage = Stage.APPENDED;
      index = acceptor.last().index();
    } else {
      end(
          new Outcome.Refused(
              Reason.NO_SPACE, "the leader's disk is full, or too much is under way"));
    }
  }

  /** The leadership of {@code ofTerm} has seen that this learner keeps up. */
  public void keepsUp(long ofTerm, NodeId learner) {
    if (leads() && ofTerm == acceptor.term() && unripe().isEmpty()) {
      MembershipRules.promoted(acceptor.configuration(), learner)
          .ifPresent(next -> accepted.appendConfiguration(ofTerm, next));
    }
  }

  /** As leader, entries after {@code before} were committed. */
  void committedAfter(long before) {
    long latest = accepted.log().configurationIndex();
    if (latest > before && acceptor.franchise().isSettled()) {
      tellWhoLeft(latest);
    }
    if (wish.isPresent() && stage == Stage.APPENDED && accepted.commit() >= index) {
      end(new Outcome.Done(accepted.log().configurationAt(index)));
    }
    if (acceptor.franchise().outByOwnLog()) {
      acceptor.leave();
    }
  }

  /** A member has committed the log up to {@code upTo}, and there this replica is out. */
  void told(long upTo) {
    if (acceptor.franchise().told(upTo)) {
      acceptor.leave();
    }
  }

  /** Whether a change was asked for and its outcome is not known yet. */
  boolean isUnderWay() {
    return wish.isPresent();
  }

  /** Whether this replica knows that it is no member any more. */
  public boolean isRemoved() {
    return acceptor.franchise().isRemoved();
  }

  /** What was in force at {@code index}, not before the log begins, and all that came after it. */
  public Collection<Configuration> configurationsFrom(long index) {
    return accepted.log().configurationsFrom(index);
  }

  /** Whether the configuration in force is committed. */
  public boolean isSettled() {
    return acceptor.franchise().isSettled();
  }

  /** Once, and it may be lost; whoever does not hear of it asks for votes, and is told then. */
  private void tellWhoLeft(long latest) {
    Configuration former = accepted.log().configurationAt(latest - 1);
    former
        .members()
        .filter(node -> !acceptor.configuration().contains(node))
        .filter(node -> !node.equals(acceptor.self()))
        .forEach(
            node -> effects.send(node, new Message.Removed(acceptor.term(), accepted.commit())));
  }

  /** This replica leads no more. A handover goes on, and says what comes of it. */
  void leadsNoMore() {
    if (wish.isEmpty() || stage == Stage.HANDS_OVER) {
      return;
    }
    end(
        stage == Stage.APPENDED
            ? new Outcome.Unknown(
                "%s led no more before the change was committed".formatted(acceptor.self().name()))
            : new Outcome.Elsewhere(Optional.empty()));
  }

  private void end(Outcome outcome) {
    wish = Optional.empty();
    effects.changeEnded(outcome);
  }
}
