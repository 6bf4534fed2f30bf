package conclave.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.event.Logging;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hears why the guardian of an ActorSystem failed. Akka shuts such a system down with the reason of
 * a downing; what else it says of it is an error of its log, which it publishes before anything
 * ends.
 */
final class GuardianWatch {

  private static final String NAME = "conclave-guardian-watch";

  /** Akka's words, followed by what it does about it. */
  private static final String FAILED = "guardian failed";

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private GuardianWatch() {}

  /** Watches that ActorSystem; one that has ended counts as failed. Once in an ActorSystem. */
  static GuardianWatch over(ActorSystem<?> system) {
    GuardianWatch watch = new GuardianWatch();
    try {
      ActorRef<Logging.Error> ear = system.systemActorOf(watch.listening(), NAME, Props.empty());
      Adapter.toClassic(system)
          .eventStream()
          .subscribe(Adapter.toClassic(ear), Logging.Error.class);
    } catch (IllegalStateException ended) {
      watch.failure.set(new IllegalStateException("it failed at once, as the log says", ended));
    }
    return watch;
  }

  private Behavior<Logging.Error> listening() {
    return Behaviors.receiveMessage(
        error -> {
          if (String.valueOf(error.message()).startsWith(FAILED)) {
            failure.compareAndSet(null, error.cause());
          }
          return Behaviors.same();
        });
  }

  /** Empty where it has not failed. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }
}
