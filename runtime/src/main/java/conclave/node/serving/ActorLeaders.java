package conclave.node.serving;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.http.leader.LeaderOutcome;
import conclave.http.leader.LeaderService;
import conclave.node.handover.Handovers;
import conclave.node.handover.Verdict;
import conclave.node.handover.Wish;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Handovers as HTTP asks for them. */
public final class ActorLeaders implements LeaderService {

  private static final Verdict LATE =
      new Verdict(Verdict.Kind.LATE, "no leader answered within the deadline");

  private final ActorRef<Handovers.Command> handovers;
  private final Errands errands;

  public ActorLeaders(ActorRef<Handovers.Command> handovers, Errands errands) {
    this.handovers = handovers;
    this.errands = errands;
  }

  @Override
  public CompletionStage<LeaderOutcome> handOver(String group, String to, Duration deadline) {
    Question<Verdict> question =
        new Question<>(
            Verdict.class,
            0,
            deadline,
            LATE,
            why ->
                new Verdict(
                    why.overloaded() ? Verdict.Kind.OVERLOADED : Verdict.Kind.NO_LEADER,
                    why.sentence()),
            replyTo -> handovers.tell(new Wish(group, to, false, deadline.toMillis(), replyTo)));
    return errands.ask(question).thenApply(ActorLeaders::outcome);
  }

  private static LeaderOutcome outcome(Verdict verdict) {
    return switch (verdict.kind()) {
      case DONE -> new LeaderOutcome.Leads(verdict.text());
      case FAILED -> new LeaderOutcome.NotHandedOver(verdict.text());
      case NO_GROUP -> new LeaderOutcome.NoSuchGroup();
      case NO_LEADER -> new LeaderOutcome.Unavailable(true, verdict.text());
      case OVERLOADED -> new LeaderOutcome.Overloaded(verdict.text());
      case LATE -> new LeaderOutcome.Unavailable(false, verdict.text());
    };
  }
}
