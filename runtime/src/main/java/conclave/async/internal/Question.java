package conclave.async.internal;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A question with one answer.
 *
 * @param type of the answer
 * @param bytes what the question holds
 * @param within after so long it is not waited for any more; what is longer than {@link #LONGEST}
 *     counts as that
 * @param late what is answered then, and when whoever waits ends
 * @param refused what is answered when it was not even asked, with why
 * @param ask sends the question; the answer goes to that reference
 */
public record Question<T>(
    Class<T> type,
    int bytes,
    Duration within,
    T late,
    Function<Refusal, T> refused,
    Consumer<ActorRef<T>> ask) {

  /** Akka's timers take some 248 days and no more. */
  public static final Duration LONGEST = Duration.ofDays(200);

  public Question {
    within = atMost(within);
  }

  /** That time, or the longest there is. */
  public static Duration atMost(Duration within) {
    return within.compareTo(LONGEST) > 0 ? LONGEST : within;
  }
}
