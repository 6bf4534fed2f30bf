package conclave.async.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import java.util.concurrent.CompletableFuture;

/**
 * The actor that asks one {@link Question}. However it ends, there is an answer; a failure where
 * the question itself is none, such as one with a null in it.
 */
final class Asking {

  private enum Word {
    LATE,
    ANSWERED
  }

  private Asking() {}

  static <T> Behavior<Object> create(Question<T> question, CompletableFuture<T> answer) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<Object> self = context.getSelf();
                  try {
                    timers.startSingleTimer(Word.LATE, question.within());
                    question.ask().accept(self.narrow());
                  } catch (RuntimeException wrong) {
                    answer.completeExceptionally(wrong);
                    return Behaviors.stopped();
                  }
                  answer.whenComplete((done, failed) -> self.tell(Word.ANSWERED));
                  return Behaviors.receive(Object.class)
                      .onMessage(question.type(), value -> over(value, answer))
                      .onMessage(Word.class, word -> over(question.late(), answer))
                      .onSignal(PostStop.class, stopped -> over(question.late(), answer))
                      .build();
                }));
  }

  /** The first answer stands. */
  private static <T> Behavior<Object> over(T value, CompletableFuture<T> answer) {
    answer.complete(value);
    return Behaviors.stopped();
  }
}
