package conclave.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of one partition that are still to be explained, as a linked list in order of time.
 *
 * <pre>
 *   head -> call a -> call b -> return a -> call c -> return b -> ...
 *           `------ may be placed next ----'
 * </pre>
 *
 * Placing an operation takes its events out; going back puts them in again, last out first in. An
 * unanswered operation has no return: nothing ever forces it to be placed.
 */
final class Timeline<C, R> {

  /** A call or a return; a call knows its return, when there is one. */
  static final class Event<C, R> {
    final Operation<C, R> operation;
    final boolean isReturn;
    final boolean optional;

    /** Dense numbers, counted apart for answered and for optional operations. */
    int number;

    /** The number of the optional operation before this one that asks the same, or -1. */
    int twin = -1;

    private Event<C, R> end;
    private Event<C, R> previous;
    private Event<C, R> next;

    private Event(Operation<C, R> operation, boolean isReturn) {
      this.operation = operation;
      this.isReturn = isReturn;
      this.optional = !operation.answered();
    }

    Event<C, R> next() {
      return next;
    }

    private Moment moment() {
      return isReturn ? operation.reply().at() : operation.invoked();
    }
  }

  private final Event<C, R> head;
  private int answered;
  private int optional;

  Timeline(Collection<Operation<C, R>> operations) {
    List<Event<C, R>> events = new ArrayList<>(2 * operations.size());
    for (Operation<C, R> operation : operations) {
      Event<C, R> call = new Event<>(operation, false);
      events.add(call);
      if (!call.optional) {
        call.end = new Event<>(operation, true);
        events.add(call.end);
      }
    }
    events.sort(Comparator.comparing(Event::moment));
    head = link(events);
    number(events);
  }

  int answered() {
    return answered;
  }

  int optional() {
    return optional;
  }

  /** The earliest event; null when there is none. */
  Event<C, R> first() {
    return head == null ? null : head.next;
  }

  void take(Event<C, R> call) {
    unlink(call);
    if (call.end != null) {
      unlink(call.end);
    }
  }

  void putBack(Event<C, R> call) {
    if (call.end != null) {
      relink(call.end);
    }
    relink(call);
  }

  /** The answered operations of which one has to come next. */
  List<Operation<C, R>> due() {
    List<Operation<C, R>> due = new ArrayList<>();
    for (Event<C, R> event = first(); event != null && !event.isReturn; event = event.next) {
      if (!event.optional) {
        due.add(event.operation);
      }
    }
    return due;
  }

  private static <C, R> Event<C, R> link(List<Event<C, R>> events) {
    if (events.isEmpty()) {
      return null;
    }
    Event<C, R> head = new Event<>(events.get(0).operation, false);
    Event<C, R> last = head;
    for (Event<C, R> event : events) {
      last.next = event;
      event.previous = last;
      last = event;
    }
    return head;
  }

  private void number(List<Event<C, R>> events) {
    Map<C, Integer> lastTwin = new HashMap<>();
    for (Event<C, R> event : events) {
      if (event.isReturn) {
        continue;
      }
      event.number = event.optional ? optional++ : answered++;
      if (event.optional) {
        Integer twin = lastTwin.put(event.operation.call(), event.number);
        event.twin = twin == null ? -1 : twin;
      }
    }
  }

  private static <C, R> void unlink(Event<C, R> event) {
    link(event.previous, event.next);
  }

  private static <C, R> void link(Event<C, R> before, Event<C, R> after) {
    before.next = after;
    if (after != null) {
      after.previous = before;
    }
  }

  private static <C, R> void relink(Event<C, R> event) {
    event.previous.next = event;
    if (event.next != null) {
      event.next.previous = event;
    }
  }
}
