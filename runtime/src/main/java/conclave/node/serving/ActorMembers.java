package conclave.node.serving;

import akka.actor.typed.ActorRef;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.http.member.MemberOutcome;
import conclave.http.member.MemberService;
import conclave.node.member.Desk;
import conclave.node.member.wish.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Wishes about members as HTTP has them. */
public final class ActorMembers implements MemberService {

  /** The desk answers at the deadline; whoever waits for it does so for a moment more. */
  private static final Duration MOMENT = Duration.ofMillis(200);

  private static final Verdict LATE =
      new Verdict(Verdict.Kind.UNKNOWN, "the change may have been begun; look at the members");

  private final ActorRef<Desk.Command> desk;
  private final Errands errands;

  public ActorMembers(ActorRef<Desk.Command> desk, Errands errands) {
    this.desk = desk;
    this.errands = errands;
  }

  @Override
  public CompletionStage<MemberOutcome> admit(String name, String address, Duration deadline) {
    return ask(deadline, replyTo -> new Desk.Admit(name, address, shorter(deadline), replyTo));
  }

  @Override
  public CompletionStage<MemberOutcome> dismiss(String name, Duration deadline) {
    return ask(deadline, replyTo -> new Desk.Dismiss(name, shorter(deadline), replyTo));
  }

  private static Duration shorter(Duration deadline) {
    Duration shorter = deadline.minus(MOMENT);
    return shorter.compareTo(MOMENT) > 0 ? shorter : deadline.dividedBy(2);
  }

  private CompletionStage<MemberOutcome> ask(
      Duration deadline, Function<ActorRef<Verdict>, Desk.Command> command) {
    Question<Verdict> question =
        new Question<>(
            Verdict.class,
            0,
            deadline,
            LATE,
            why ->
                new Verdict(
                    why.overloaded() ? Verdict.Kind.OVERLOADED : Verdict.Kind.NOT_DONE,
                    why.sentence()),
            replyTo -> desk.tell(command.apply(replyTo)));
    return errands.ask(question).thenApply(ActorMembers::outcome);
  }

  private static MemberOutcome outcome(Verdict verdict) {
    return switch (verdict.kind()) {
      case DONE -> new MemberOutcome.Done();
      case NOBODY -> new MemberOutcome.Nobody(verdict.text());
      case BUSY, WAITS -> new MemberOutcome.Conflict("change_under_way", verdict.text());
      case NAME_TAKEN -> new MemberOutcome.Conflict("name_taken", verdict.text());
      case NEEDED -> new MemberOutcome.Conflict("needed", verdict.text());
      case NOT_DONE -> new MemberOutcome.Unavailable(true, verdict.text());
      case UNKNOWN -> new MemberOutcome.Unavailable(false, verdict.text());
      case OVERLOADED -> new MemberOutcome.Overloaded(verdict.text());
    };
  }
}
