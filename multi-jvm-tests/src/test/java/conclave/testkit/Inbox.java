package conclave.testkit;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What an actor was told, in its order, in a cluster of either kind.
 *
 * @param <M> its messages
 */
final class Inbox<M> {

  private final BlockingQueue<M> heard = new LinkedBlockingQueue<>();
  private final Duration patience;
  private final ActorRef<M> ref;

  Inbox(ActorSystem<?> system, String name, Duration patience) {
    this.patience = patience;
    this.ref =
        system.systemActorOf(
            Behaviors.<M>receiveMessage(
                message -> {
                  heard.add(message);
                  return Behaviors.same();
                }),
            name,
            Props.empty());
  }

  ActorRef<M> ref() {
    return ref;
  }

  /** The next message; empty where none comes. */
  Optional<M> next() {
    try {
      return Optional.ofNullable(heard.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while it waited for a message", e);
    }
  }
}
