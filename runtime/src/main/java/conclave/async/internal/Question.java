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
 * @param within after so long it is not waited for any more
 * @param late what is answered then, and when whoever waits ends
 * @param refused what is answered when it was not even asked, with why
 * @param ask sends the question; the answer goes to that reference
 */
public record Question<T>(
    Class<T> type,
    int bytes,
    Duration within,
    T late,
    Function<String, T> refused,
    Consumer<ActorRef<T>> ask) {}
