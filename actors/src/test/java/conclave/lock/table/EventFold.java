package conclave.lock.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a follower knows that was given a view and then every event after it. */
final class EventFold {

  private static final class Known {
    LockEvent grant;
    final Map<Long, LockEvent> waits = new LinkedHashMap<>();
  }

  private final Map<LockName, Known> locks = new TreeMap<>();

  EventFold(List<LockEvent> view) {
    view.forEach(this::hear);
  }

  void hear(LockEvent event) {
    Known lock = locks.computeIfAbsent(event.lock(), name -> new Known());
    if (event instanceof LockEvent.Granted) {
      lock.grant = event;
    } else if (event instanceof LockEvent.Waits wait) {
      lock.waits.put(wait.waiter(), event);
    } else if (event instanceof LockEvent.Ended) {
      assertThat(lock.grant).as("%s of what was announced", event).isNotNull();
      lock.grant = null;
    } else if (event instanceof LockEvent.Left left) {
      assertThat(lock.waits.remove(left.waiter())).as("%s of who waited", event).isNotNull();
    }
    if (lock.grant == null && lock.waits.isEmpty()) {
      locks.remove(event.lock());
    }
  }

  List<LockEvent> view() {
    List<LockEvent> view = new ArrayList<>();
    for (Known lock : locks.values()) {
      view.add(lock.grant);
      view.addAll(lock.waits.values());
    }
    return view;
  }
}
