package conclave.node.serving;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.async.internal.Errands;
import conclave.async.internal.Question;
import conclave.http.Health;
import conclave.http.Health.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** An errand: asks whether a node is ready again and again, until it is or time is up. */
public final class Readiness extends AbstractBehavior<Object> {

  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Longer than a look takes: whoever was to answer it died, and it is made again. */
  private static final Duration LOST = Duration.ofSeconds(3);

  private enum Word {
    AGAIN,
    LATE
  }

  private final TimerScheduler<Object> timers;
  private final Health health;
  private final Duration within;
  private final CompletableFuture<Done> answer;
  private String missing = "it has just started";

  private Readiness(
      ActorContext<Object> context, TimerScheduler<Object> timers, Health health, Wanted wanted) {
    super(context);
    this.timers = timers;
    this.health = health;
    this.within = wanted.within();
    this.answer = wanted.answer();
    timers.startSingleTimer(Word.LATE, within);
    look();
  }

  private record Wanted(Duration within, CompletableFuture<Done> answer) {}

  /** Fails with a TimeoutException that says what is missing, or when the node ends before. */
  public static CompletionStage<Done> await(Errands errands, Health health, Duration within) {
    CompletableFuture<Done> answer = new CompletableFuture<>();
    Wanted wanted = new Wanted(Question.atMost(within), answer);
    errands.run(
        new Errands.Errand(
            Behaviors.setup(
                context ->
                    Behaviors.withTimers(timers -> new Readiness(context, timers, health, wanted))),
            0,
            why -> answer.completeExceptionally(new IllegalStateException(why.sentence()))));
    return answer;
  }

  private void look() {
    timers.startSingleTimer(Word.AGAIN, LOST);
    getContext()
        .pipeToSelf(
            health.ready(),
            (verdict, failed) ->
                failed == null ? verdict : new Verdict(false, String.valueOf(failed)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Verdict.class, this::onVerdict)
        .onMessageEquals(Word.AGAIN, this::onAgain)
        .onMessageEquals(Word.LATE, this::onLate)
        .onSignal(PostStop.class, stopped -> onPostStop())
        .build();
  }

  private Behavior<Object> onVerdict(Verdict verdict) {
    if (verdict.ok()) {
      answer.complete(Done.getInstance());
      return Behaviors.stopped();
    }
    missing = verdict.reason();
    timers.startSingleTimer(Word.AGAIN, PAUSE);
    return this;
  }

  private Behavior<Object> onAgain() {
    look();
    return this;
  }

  private Behavior<Object> onLate() {
    answer.completeExceptionally(
        new TimeoutException("not ready within %d ms: %s".formatted(within.toMillis(), missing)));
    return Behaviors.stopped();
  }

  private Behavior<Object> onPostStop() {
    answer.completeExceptionally(
        new IllegalStateException("the node ended before it was ready: " + missing));
    return this;
  }
}
