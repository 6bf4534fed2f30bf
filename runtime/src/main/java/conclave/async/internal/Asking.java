package conclave.async.internal;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.concurrent.CompletableFuture;

/**
 * The actor that asks one {@link Question}. However it ends, there is an answer; a failure where
 * the question itself is none, such as one with a null in it.
 */
final class Asking<T> {

  private enum Word {
    LATE,
    CALLED_OFF
  }

  private final Question<T> question;
  private final CompletableFuture<T> answer;

  /** It ends by itself, so nobody has to tell it. */
  private volatile boolean over;

  private Asking(Question<T> question, CompletableFuture<T> answer) {
    this.question = question;
    this.answer = answer;
  }

  static <T> Behavior<Object> create(Question<T> question, CompletableFuture<T> answer) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Asking<>(question, answer).begin(context, timers)));
  }

  private Behavior<Object> begin(ActorContext<Object> context, TimerScheduler<Object> timers) {
    ActorRef<Object> self = context.getSelf();
    try {
      timers.startSingleTimer(Word.LATE, question.within());
      question.ask().accept(self.narrow());
    } catch (RuntimeException wrong) {
      answer.completeExceptionally(wrong);
      return Behaviors.stopped();
    }
    answer.whenComplete((done, failed) -> callOff(self));
    return Behaviors.receive(Object.class)
        .onMessage(question.type(), this::end)
        .onMessage(Word.class, word -> end(question.late()))
        .onSignal(PostStop.class, stopped -> end(question.late()))
        .build();
  }

  /** Whoever has the stage may complete it. */
  private void callOff(ActorRef<Object> self) {
    if (!over) {
      self.tell(Word.CALLED_OFF);
    }
  }

  /** The first answer stands. */
  private Behavior<Object> end(T value) {
    over = true;
    answer.complete(value);
    return Behaviors.stopped();
  }
}
