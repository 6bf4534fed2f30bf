package conclave.samples.routed;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.balance.Router;
import conclave.balance.route.Outcome;
import conclave.balance.route.Policy;
import java.time.Duration;

/**
 * Has something done for one customer after another, and tells what became of it: reminders, which
 * may be sent twice, and charges, which may not.
 */
public final class Desk extends AbstractBehavior<Desk.Command> {

  /** What it can be told. */
  public sealed interface Command {}

  /** There is something to do. */
  public record Ask(Task task) implements Command {}

  private record Answered(Task task, Outcome outcome) implements Command {}

  private enum Next implements Command {
    INSTANCE
  }

  /**
   * What it is given.
   *
   * @param router of its node
   * @param pause between two tasks that it thinks of itself; zero for none
   * @param listener hears what became of each task
   */
  public record Setup(
      String node, ActorRef<Router.Command> router, Duration pause, ActorRef<Event> listener) {}

  /** A node that is gone is noticed, and its customers given to others, well within this. */
  public static final Duration WITHIN = Duration.ofSeconds(20);

  private static final int CUSTOMERS = 9;

  private final Setup setup;
  private int tasks;

  private Desk(ActorContext<Command> context, Setup setup) {
    super(context);
    this.setup = setup;
  }

  /** Works until it is stopped. */
  public static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  if (!setup.pause().isZero()) {
                    timers.startTimerWithFixedDelay(Next.INSTANCE, setup.pause());
                  }
                  return new Desk(context, setup);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ask.class, ask -> route(ask.task()))
        .onMessage(Answered.class, this::onAnswered)
        .onMessageEquals(Next.INSTANCE, () -> route(next()))
        .build();
  }

  private Task next() {
    int number = tasks++;
    Task.Kind kind = number % 2 == 0 ? Task.Kind.REMIND : Task.Kind.CHARGE;
    long begun = getContext().getSystem().startTime();
    return new Task(setup.node(), begun, number, kind, "customer-" + number % CUSTOMERS);
  }

  /** Exactly one outcome comes for each route, by its deadline or a moment after it. */
  private Behavior<Command> route(Task task) {
    ActorRef<Outcome> replyTo = getContext().spawnAnonymous(answer(task, getContext().getSelf()));
    setup
        .router()
        .tell(
            new Router.Route(
                Clerk.SERVICE,
                new Policy.ByKey(task.customer()),
                task,
                task.safe(),
                WITHIN,
                replyTo));
    return this;
  }

  private static Behavior<Outcome> answer(Task task, ActorRef<Command> desk) {
    return Behaviors.receiveMessage(
        outcome -> {
          desk.tell(new Answered(task, outcome));
          return Behaviors.stopped();
        });
  }

  private Behavior<Command> onAnswered(Answered answered) {
    setup.listener().tell(event(answered.task(), answered.outcome()));
    return this;
  }

  /** Done, certainly not done, or unknown: a caller has to know which. */
  private static Event event(Task task, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      return new Event.Done(task, ((Clerk.Receipt) done.reply()).node());
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return new Event.NotDone(task, rejected.message());
    }
    return new Event.Unknown(task, ((Outcome.Unknown) outcome).message());
  }
}
