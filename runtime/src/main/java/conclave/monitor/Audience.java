package conclave.monitor;

import akka.actor.typed.ActorRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who listens. Outlives the monitor's lives; one caller at a time. */
final class Audience {

  /** Each costs a message for each change. */
  static final int MOST = 1_000;

  private final Set<ActorRef<MonitorEvent>> listeners = new LinkedHashSet<>();

  /** Takes a listener, or says why not; one that is there already is there once. */
  Optional<String> add(ActorRef<MonitorEvent> listener) {
    if (listener.path().address().hasGlobalScope()) {
      return Optional.of(
          "%s is on another node: it must subscribe to the monitor of its own"
              .formatted(listener.path()));
    }
    if (listeners.size() >= MOST && !listeners.contains(listener)) {
      return Optional.of("there are %d subscribers already, and no more may be".formatted(MOST));
    }
    listeners.add(listener);
    return Optional.empty();
  }

  void remove(ActorRef<?> listener) {
    listeners.remove(listener);
  }

  /** Everybody, in the order of coming. */
  List<ActorRef<MonitorEvent>> all() {
    return List.copyOf(listeners);
  }

  void tell(List<MonitorEvent> events) {
    for (MonitorEvent event : events) {
      listeners.forEach(listener -> listener.tell(event));
    }
  }
}
