package conclave.node.member;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.machine.wire.MalformedException;
import conclave.node.member.table.MemberCommand;
import conclave.node.member.table.MemberReply;
import conclave.node.member.table.MemberTable;
import conclave.node.member.table.Register;
import conclave.node.member.wish.Dismissal;
import conclave.node.member.wish.Seen;
import conclave.node.member.wish.Step;
import conclave.node.member.wish.Verdict;
import conclave.node.member.wish.Wish;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sees to one {@link Wish}: reads the register, does the next step, and looks again until it is
 * over. Answers once, by the deadline; if it dies, nobody hears anything.
 *
 * <pre>
 *   LOOKS --(who is there?), register--> next step: Wait --a moment--> LOOKS
 *     ^                                             Say --> SAYS --outcome--> LOOKS
 *     `-----------------------------------          Over, or too late --> answer, end
 * </pre>
 */
final class Clerk extends AbstractBehavior<Object> {

  private static final Duration MOMENT = Duration.ofMillis(100);

  /** One question or command; asked again when it comes to nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * What it is to see to.
   *
   * @param answer hears the verdict, once
   */
  record Order(Wish wish, Duration within, Consumer<Verdict> answer) {}

  private enum Look {
    INSTANCE
  }

  private enum Late {
    INSTANCE
  }

  private record Read(Outcome<byte[]> outcome) {}

  private record Said(Outcome<byte[]> outcome) {}

  private final Desk.Setup desk;
  private final Order order;
  private final Runnable lookSoon;
  private Optional<Seen> seen = Optional.empty();
  private long asked = Sought.FIRST;
  private boolean begun;

  private Clerk(ActorContext<Object> context, Desk.Setup desk, Order order, Runnable lookSoon) {
    super(context);
    this.desk = desk;
    this.order = order;
    this.lookSoon = lookSoon;
  }

  static Behavior<Object> create(Desk.Setup desk, Order order) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(Late.INSTANCE, order.within());
                  Clerk clerk =
                      new Clerk(
                          context,
                          desk,
                          order,
                          () -> timers.startSingleTimer(Look.INSTANCE, MOMENT));
                  clerk.look();
                  return clerk;
                }));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Look.INSTANCE, this::look)
        .onMessageEquals(Late.INSTANCE, () -> over(order.wish().late(begun)))
        .onMessage(Sought.Found.class, this::onFound)
        .onMessage(Read.class, this::onRead)
        .onMessage(Said.class, this::onSaid)
        .build();
  }

  private Behavior<Object> look() {
    if (desk.removed().get()) {
      return whenRemoved();
    }
    Wish wish = order.wish();
    wish.asksWho()
        .ifPresent(
            at ->
                desk.sought()
                    .accept(new Sought(wish.name(), at, asked, getContext().getSelf().narrow())));
    ActorRef<Object> self = getContext().getSelf();
    desk.register()
        .tell(
            new Gateway.Ask(
                MemberTable.NAME,
                MemberTable.whole(),
                true,
                PATIENCE,
                outcome -> self.tell(new Read(outcome))));
    return this;
  }

  /** No leader answers a node that is no member, so what it was told is all that it can know. */
  private Behavior<Object> whenRemoved() {
    return order.wish() instanceof Dismissal && order.wish().name().equals(desk.self().name())
        ? over(new Verdict(Verdict.Kind.DONE, ""))
        : over(order.wish().late(begun));
  }

  private Behavior<Object> onFound(Sought.Found found) {
    seen = found.seen();
    asked = Math.min(asked, found.mark());
    return this;
  }

  private Behavior<Object> onRead(Read read) throws MalformedException {
    if (!(read.outcome() instanceof Outcome.Done<byte[]> done)) {
      lookSoon.run();
      return this;
    }
    Register register = ((MemberReply.Whole) MemberReply.decode(done.value())).register();
    Step step = order.wish().next(register, seen);
    if (step instanceof Step.Say say) {
      say(say.command());
    } else if (step instanceof Step.Over over) {
      return over(over.verdict());
    } else {
      lookSoon.run();
    }
    return this;
  }

  private void say(MemberCommand command) {
    ActorRef<Object> self = getContext().getSelf();
    desk.register()
        .tell(
            new Gateway.Execute(
                MemberTable.NAME,
                command.encode(),
                PATIENCE,
                Optional.empty(),
                outcome -> self.tell(new Said(outcome))));
  }

  /** Whatever came of it, the register tells what is next. */
  private Behavior<Object> onSaid(Said said) throws MalformedException {
    begun |=
        said.outcome() instanceof Outcome.Unknown
            || (said.outcome() instanceof Outcome.Done<byte[]> done
                && MemberReply.decode(done.value()) instanceof MemberReply.Done);
    lookSoon.run();
    return this;
  }

  private Behavior<Object> over(Verdict verdict) {
    order.answer().accept(verdict);
    return Behaviors.stopped();
  }
}
