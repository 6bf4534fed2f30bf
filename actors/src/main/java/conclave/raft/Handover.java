package conclave.raft;

import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A replica gives its leadership to another voter (Ongaro's dissertation, section 3.10).
 *
 * <pre>
 *   ask --> proposals are held --> the leadership brings the successor's log to its end, and names it
 *                  ^                    |                              |
 *                  `---- given up ------'                a higher term begins: who leads it?
 *                          |                                           |
 *                       Failed                                  Done or Failed
 * </pre>
 *
 * <p>One at a time. A proposal that is held was refused before it had a place in the log; what had
 * one is in the successor's log too. A leader that hands over promises nothing: until the successor
 * is elected, by voters who look at its log as at any other's, it may have to go on.
 */
public final class Handover {

  /** What became of it. */
  public sealed interface Outcome {

    /** That replica leads now, as wished. */
    record Done(NodeId leader) implements Outcome {}

    /** This replica does not lead; perhaps that one does. */
    record Elsewhere(Optional<NodeId> leader) implements Outcome {}

    /**
     * It could not be, and this replica may lead still.
     *
     * @param reason a sentence
     */
    record Failed(String reason) implements Outcome {}
  }

  private final Acceptor acceptor;
  private final AcceptorEffects effects;
  private Optional<String> wanted = Optional.empty();
  private Consumer<Outcome> ear;
  private long term;
  private boolean underWay;

  Handover(Acceptor acceptor, AcceptorEffects effects) {
    this.acceptor = acceptor;
    this.effects = effects;
  }

  /**
   * Another voter shall lead.
   *
   * @param to that voter's name; empty for the one that is most up to date
   * @return the outcome where it is known at once; else {@link AcceptorEffects#handoverEnded} tells
   */
  public Optional<Outcome> ask(Optional<String> to) {
    NodeId self = acceptor.self();
    if (acceptor.role() != Acceptor.Role.LEADER) {
      return Optional.of(new Outcome.Elsewhere(acceptor.leader()));
    }
    if (to.isPresent() && to.get().equals(self.name())) {
      return Optional.of(new Outcome.Done(self));
    }
    if (underWay) {
      return Optional.of(new Outcome.Failed("%s is handing over already".formatted(self.name())));
    }
    begin(to, effects::handoverEnded);
    return Optional.empty();
  }

  private void begin(Optional<String> to, Consumer<Outcome> whoAsks) {
    underWay = true;
    term = acceptor.term();
    wanted = to;
    ear = whoAsks;
    effects.handOver(term, to);
  }

  /** The leader shall be no member any more; whoever is most up to date leads before, if it can. */
  void beforeLeaving(Consumer<Outcome> whoAsks) {
    if (underWay) {
      throw new IllegalStateException(acceptor.self() + " is handing over already");
    }
    begin(Optional.empty(), whoAsks);
  }

  /** The leadership of {@code term} goes on, since nobody took it over. */
  public void givenUp(long givenUpTerm, String reason) {
    if (givenUpTerm == term && holdsProposals()) {
      end(new Outcome.Failed(reason));
    }
  }

  /**
   * The leadership of {@code givenTerm} wants another term, in which this replica shall lead again:
   * it is its own successor, so that voters who hear it vote for it at once. Not while anything is
   * under way that would fail by it; the leadership asks again.
   */
  public void leadAnew(long givenTerm, String reason) {
    boolean leads = acceptor.role() == Acceptor.Role.LEADER && givenTerm == acceptor.term();
    boolean free = !underWay && !acceptor.membership().isUnderWay();
    if (leads && free && acceptor.franchise().mayCampaign()) {
      acceptor.stepDown(reason);
      acceptor.succeed(reason);
    }
  }

  /** Whether commands must wait for the next leader. */
  boolean holdsProposals() {
    return underWay && term == acceptor.term();
  }

  /** Somebody leads the present term. */
  void leads(NodeId leader) {
    boolean asWanted = wanted.map(leader.name()::equals).orElse(!leader.equals(acceptor.self()));
    end(
        asWanted
            ? new Outcome.Done(leader)
            : new Outcome.Failed("%s leads in term %d".formatted(leader.name(), acceptor.term())));
  }

  /** The term is over, and nobody was heard to lead the next one for an election time-out. */
  void nobodyLeads() {
    end(
        new Outcome.Failed(
            "%s leads no more, and nobody else is heard to".formatted(acceptor.self().name())));
  }

  private void end(Outcome outcome) {
    if (underWay) {
      underWay = false;
      ear.accept(outcome);
    }
  }
}
