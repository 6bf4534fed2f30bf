package conclave.async.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.actor.typed.PostStop;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.async.AsyncSettings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Short-lived actors that ask others and give the answer to somebody who is none. Children of one
 * actor, since a system actor needs a name that nobody else has at the time. Thread-safe; bounded
 * in count and bytes. Each errand is run or refused, also while the ActorSystem ends.
 */
public final class Errands implements Extension {

  private static final ExtensionId<Errands> ID =
      new ExtensionId<>() {
        @Override
        public Errands createExtension(ActorSystem<?> system) {
          return new Errands(system, AsyncSettings.create(system.settings().config()));
        }
      };

  /**
   * Something to be done.
   *
   * @param behavior of the actor that does it; stops when it is done, and hears PostStop when the
   *     ActorSystem ends before
   * @param bytes what it holds
   * @param refused hears why it is not begun
   */
  public record Errand(Behavior<Object> behavior, int bytes, Consumer<Refusal> refused) {}

  private record Over(int bytes) {}

  private final Allowance allowance;
  private final Set<Errand> waiting = ConcurrentHashMap.newKeySet();
  private final ActorRef<Object> parent;
  private volatile boolean ended;

  private Errands(ActorSystem<?> system, AsyncSettings settings) {
    this.allowance = new Allowance(settings.maxCalls(), settings.maxBytes());
    this.parent =
        system.systemActorOf(Behaviors.setup(Parent::new), "conclave-errands", Props.empty());
  }

  /** Those of that ActorSystem. */
  public static Errands get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Runs it, or refuses it at once. */
  public void run(Errand errand) {
    Optional<String> full = allowance.take(errand.bytes());
    if (full.isPresent()) {
      errand.refused().accept(Refusal.full(full.get()));
      return;
    }
    waiting.add(errand);
    parent.tell(errand);
    if (ended) {
      refuseAll();
    }
  }

  /**
   * Asks once.
   *
   * @return completes with the answer; completed by anybody else, the asking actor ends, which
   *     whoever was asked may watch for
   */
  public <T> CompletableFuture<T> ask(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    run(
        new Errand(
            Asking.create(question, answer),
            question.bytes(),
            why -> answer.complete(question.refused().apply(why))));
    return answer;
  }

  /**
   * Asks once.
   *
   * @param calledOff completes when nobody wants the answer any more: then the stage completes as
   *     if it were late
   */
  public <T> CompletionStage<T> ask(Question<T> question, CompletionStage<?> calledOff) {
    CompletableFuture<T> answer = ask(question);
    calledOff.whenComplete((done, failed) -> answer.complete(question.late()));
    return answer;
  }

  /** Those that no actor has yet, and none will have. */
  private void refuseAll() {
    for (Errand errand : waiting) {
      if (waiting.remove(errand)) {
        allowance.giveBack(errand.bytes());
        errand.refused().accept(Refusal.ENDED);
      }
    }
  }

  private final class Parent extends AbstractBehavior<Object> {

    private Parent(ActorContext<Object> context) {
      super(context);
    }

    @Override
    public Receive<Object> createReceive() {
      return newReceiveBuilder()
          .onMessage(Errand.class, this::onErrand)
          .onMessage(Over.class, this::onOver)
          .onSignal(PostStop.class, stopped -> onPostStop())
          .build();
    }

    private Behavior<Object> onErrand(Errand errand) {
      if (waiting.remove(errand)) {
        ActorRef<Object> child = getContext().spawnAnonymous(errand.behavior());
        getContext().watchWith(child, new Over(errand.bytes()));
      }
      return this;
    }

    private Behavior<Object> onOver(Over over) {
      allowance.giveBack(over.bytes());
      return this;
    }

    private Behavior<Object> onPostStop() {
      ended = true;
      refuseAll();
      return this;
    }
  }
}
