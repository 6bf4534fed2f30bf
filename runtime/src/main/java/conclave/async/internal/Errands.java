package conclave.async.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Short-lived actors that ask others and give the answer to somebody who is none. Children of one
 * actor, since a system actor needs a name that nobody else has at the time.
 */
public final class Errands implements Extension {

  private static final ExtensionId<Errands> ID =
      new ExtensionId<>() {
        @Override
        public Errands createExtension(ActorSystem<?> system) {
          return new Errands(system);
        }
      };

  /**
   * A question with one answer.
   *
   * @param type of the answer
   * @param within after so long it is not waited for any more
   * @param late what is answered then
   * @param ask sends the question; the answer goes to that reference
   */
  public record Question<T>(Class<T> type, Duration within, T late, Consumer<ActorRef<T>> ask) {}

  private enum Word {
    LATE,
    CALLED_OFF
  }

  private final ActorSystem<?> system;
  private final ActorRef<SpawnProtocol.Command> parent;

  /** Those of that ActorSystem. */
  public static Errands get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  private Errands(ActorSystem<?> system) {
    this.system = system;
    this.parent = system.systemActorOf(SpawnProtocol.create(), "conclave-errands", Props.empty());
  }

  /** Runs one. */
  public <T> void run(Behavior<T> errand) {
    parent.tell(new SpawnProtocol.Spawn<>(errand, "", Props.empty(), system.ignoreRef()));
  }

  /** Asks once. */
  public <T> CompletionStage<T> ask(Question<T> question) {
    return ask(question, new CompletableFuture<>());
  }

  /**
   * Asks once.
   *
   * @param calledOff completes when nobody wants the answer any more: the asking actor ends, which
   *     whoever was asked may watch for, and the stage completes as if it were late
   */
  public <T> CompletionStage<T> ask(Question<T> question, CompletionStage<?> calledOff) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    run(asking(question, calledOff, answer));
    return answer;
  }

  private static <T> Behavior<Object> asking(
      Question<T> question, CompletionStage<?> calledOff, CompletableFuture<T> answer) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<Object> self = context.getSelf();
                  timers.startSingleTimer(Word.LATE, question.within());
                  calledOff.whenComplete((done, failed) -> self.tell(Word.CALLED_OFF));
                  question.ask().accept(self.narrow());
                  return Behaviors.receive(Object.class)
                      .onMessage(question.type(), value -> done(value, answer))
                      .onMessage(Word.class, word -> done(question.late(), answer))
                      .build();
                }));
  }

  private static <T> Behavior<Object> done(T value, CompletableFuture<T> answer) {
    answer.complete(value);
    return Behaviors.stopped();
  }
}
