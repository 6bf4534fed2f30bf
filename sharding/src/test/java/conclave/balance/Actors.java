package conclave.balance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.balance.route.Outcome;
import conclave.balance.route.Policy;
import java.time.Duration;
import java.util.SplittableRandom;

/** A worker that takes its time, and a client in a closed loop. */
final class Actors {

  /** Of safe requests: all of these must be done, however busy the machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Of others: what was sent to a node that died ends after this. */
  private static final Duration SHORT = Duration.ofSeconds(4);

  private Actors() {}

  /** Notes what it does in the ledger, and says it back some milliseconds later. */
  static Behavior<Work> worker(Ledger ledger, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        Behaviors.receive(Object.class)
                            .onMessage(Work.class, work -> work(work, ledger, timers, random))
                            .onMessage(Answer.class, Actors::answer)
                            .build()))
        .narrow();
  }

  private record Answer(Work work) {}

  private static Behavior<Object> work(
      Work work, Ledger ledger, TimerScheduler<Object> timers, SplittableRandom random) {
    ledger.executed(((Greeting) work.payload()).text());
    Duration time = Duration.ofMillis(1 + random.nextInt(20));
    timers.startSingleTimer(new Object(), new Answer(work), time);
    return Behaviors.same();
  }

  private static Behavior<Object> answer(Answer answer) {
    answer.work().done(answer.work().payload());
    return Behaviors.same();
  }

  /**
   * Asks for one thing after another, each safe or not, until the ledger says stop.
   *
   * @param name of which no two are alike
   */
  static Behavior<Outcome> client(String name, ActorRef<Router.Command> router, Ledger ledger) {
    return Behaviors.setup(context -> new Client(name, router, ledger).next(context));
  }

  private static final class Client {
    private final String name;
    private final ActorRef<Router.Command> router;
    private final Ledger ledger;
    private final SplittableRandom random;
    private int number;

    Client(String name, ActorRef<Router.Command> router, Ledger ledger) {
      this.name = name;
      this.router = router;
      this.ledger = ledger;
      this.random = new SplittableRandom(name.hashCode());
    }

    Behavior<Outcome> next(ActorContext<Outcome> context) {
      if (ledger.stopping) {
        return listening(context);
      }
      boolean safe = random.nextBoolean();
      String text = name + "-" + number++;
      ledger.asked(text, safe);
      router.tell(
          new Router.Route(
              "echo",
              policy(),
              new Greeting(text),
              safe,
              safe ? PATIENCE : SHORT,
              context.getSelf()));
      return Behaviors.receiveMessage(
          outcome -> {
            ledger.told(text, outcome);
            return next(context);
          });
    }

    /** A second outcome of anything would be counted against the last one. */
    private Behavior<Outcome> listening(ActorContext<Outcome> context) {
      String last = name + "-" + (number - 1);
      return Behaviors.receiveMessage(
          outcome -> {
            ledger.told(last, outcome);
            return Behaviors.same();
          });
    }

    private Policy policy() {
      return switch (random.nextInt(3)) {
        case 0 -> new Policy.ByKey("k" + random.nextInt(100));
        case 1 -> new Policy.LeastLoaded();
        default -> new Policy.RoundRobin();
      };
    }
  }
}
