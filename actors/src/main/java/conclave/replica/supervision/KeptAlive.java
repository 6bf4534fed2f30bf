package conclave.replica.supervision;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A parent that spawns whoever of its children stopped again, under the same name and after a
 * back-off. A new life has a new reference and an empty mailbox.
 */
final class KeptAlive extends AbstractBehavior<KeptAlive.Command> {

  sealed interface Command {}

  /** Asks for a child's present reference; empty while it is dead or if there is none. */
  record Find(String name, ActorRef<Optional<ActorRef<Object>>> replyTo) implements Command {}

  private record Spawn(String name) implements Command {}

  /** That life has lasted long enough to forget former deaths. */
  private record Lasted(String name, ActorRef<Object> life) implements Command {}

  private final TimerScheduler<Command> timers;
  private final Backoff backoff;
  private final Map<String, Supplier<Behavior<Object>>> children;
  private final Map<String, ActorRef<Object>> alive = new HashMap<>();
  private final Map<String, Integer> deaths = new HashMap<>();

  private KeptAlive(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Backoff backoff,
      Map<String, Supplier<Behavior<Object>>> children) {
    super(context);
    this.timers = timers;
    this.backoff = backoff;
    this.children = new LinkedHashMap<>(children);
    this.children.keySet().forEach(this::spawn);
  }

  /**
   * @param children makes a behavior for each life, by name
   */
  static Behavior<Command> create(
      Backoff backoff, Map<String, Supplier<Behavior<Object>>> children) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new KeptAlive(context, timers, backoff, children)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Find.class, this::onFind)
        .onMessage(Spawn.class, this::onSpawn)
        .onMessage(Lasted.class, this::onLasted)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private void spawn(String name) {
    ActorRef<Object> child = getContext().spawn(children.get(name).get(), name);
    getContext().watch(child);
    alive.put(name, child);
    timers.startSingleTimer("lasted " + name, new Lasted(name, child), backoff.max());
  }

  private Behavior<Command> onFind(Find find) {
    find.replyTo().tell(Optional.ofNullable(alive.get(find.name())));
    return this;
  }

  private Behavior<Command> onSpawn(Spawn spawn) {
    spawn(spawn.name());
    return this;
  }

  private Behavior<Command> onLasted(Lasted lasted) {
    if (lasted.life().equals(alive.get(lasted.name()))) {
      deaths.remove(lasted.name());
    }
    return this;
  }

  private Behavior<Command> onTerminated(Terminated ended) {
    String name = ended.getRef().path().name();
    alive.remove(name);
    int count = deaths.merge(name, 1, Integer::sum);
    timers.startSingleTimer("spawn " + name, new Spawn(name), backoff.after(count));
    return this;
  }
}
