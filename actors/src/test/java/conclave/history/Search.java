package conclave.history;

import conclave.history.Placed.Visit;
import conclave.history.Timeline.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for one order that explains one partition: depth first over what may come next, never twice
 * from the same set of placed operations and the same state (Wing and Gong; Lowe).
 *
 * <p>Unanswered operations are what makes histories of faulty clusters expensive: each may be
 * placed anywhere after its invocation, or nowhere. Three rules keep them cheap, and none loses an
 * explanation. Take, of all explanations, one with the fewest unanswered operations, equal ones in
 * order of invocation:
 *
 * <ul>
 *   <li>they are tried last, when no answered operation fits (only the order of trying);
 *   <li>of two that ask the same, the one invoked first is placed first (swapping them is legal);
 *   <li>one is not placed when the operation right after it could do without: if {@code b} leads
 *       from the state before {@code a} to a state that allows all that {@code a, b} allows, then
 *       leaving {@code a} out explains the history with fewer.
 * </ul>
 *
 * The last rule looks at the path, and the memory does not know paths. That is sound: were a move
 * of that explanation refused because of the path by which a place was reached, that other path
 * without {@code a}, continued likewise, would be an explanation with fewer still.
 */
final class Search<S, C, R> {

  /** How a search ended. */
  enum End {
    EXPLAINED,
    IMPOSSIBLE,
    BOUND_REACHED
  }

  /** What a search found; for an impossible partition, the attempt that placed the most. */
  record Found<C, R>(End end, long steps, Best<C, R> best) {

    List<Operation<C, R>> placed() {
      return best.placed();
    }

    Object state() {
      return best.state();
    }

    List<Operation<C, R>> stuck() {
      return best.stuck();
    }
  }

  private record Best<C, R>(
      List<Operation<C, R>> placed, Object state, List<Operation<C, R>> stuck, int answered) {}

  private record Move<S, C, R>(Event<C, R> call, S before) {}

  private final Model<S, C, R> model;
  private final long maxSteps;
  private final Timeline<C, R> timeline;
  private final Placed placed;
  private final Deque<Move<S, C, R>> path = new ArrayDeque<>();
  private final Set<Visit> seen = new HashSet<>();

  private S state;
  private Event<C, R> cursor;
  private boolean tryingOptional;
  private int answeredLeft;
  private long steps;
  private Best<C, R> best;

  Search(Model<S, C, R> model, Collection<Operation<C, R>> operations, long maxSteps) {
    this.model = model;
    this.maxSteps = maxSteps;
    timeline = new Timeline<>(operations);
    placed = new Placed(timeline.answered(), timeline.optional());
    answeredLeft = timeline.answered();
    state = model.initial();
    best = new Best<>(List.of(), state, timeline.due(), -1);
  }

  Found<C, R> run() {
    startOver();
    while (answeredLeft > 0) {
      if (steps >= maxSteps) {
        return new Found<>(End.BOUND_REACHED, steps, best);
      }
      // While an answered operation is left, its return ends the calls that may come next.
      if (!cursor.isReturn) {
        if (cursor.optional == tryingOptional && place(cursor)) {
          startOver();
        } else {
          cursor = cursor.next();
        }
      } else if (!tryingOptional) {
        startOver();
        tryingOptional = true;
      } else {
        rememberBest();
        if (path.isEmpty()) {
          return new Found<>(End.IMPOSSIBLE, steps, best);
        }
        goBack();
      }
    }
    return new Found<>(End.EXPLAINED, steps, best);
  }

  private void startOver() {
    cursor = timeline.first();
    tryingOptional = false;
  }

  private boolean place(Event<C, R> call) {
    if (call.optional && call.twin >= 0 && !placed.hasOptional(call.twin)) {
      return false;
    }
    steps++;
    Optional<S> after = step(state, call);
    if (after.isEmpty() || couldDoWithoutLast(call, after.get())) {
      return false;
    }
    placed.flip(call.optional, call.number);
    if (!seen.add(new Visit(placed.fingerprint(), after.get()))) {
      placed.flip(call.optional, call.number);
      return false;
    }
    path.push(new Move<>(call, state));
    timeline.take(call);
    state = after.get();
    answeredLeft -= call.optional ? 0 : 1;
    return true;
  }

  private void goBack() {
    Move<S, C, R> last = path.pop();
    Event<C, R> call = last.call();
    timeline.putBack(call);
    placed.flip(call.optional, call.number);
    state = last.before();
    answeredLeft += call.optional ? 0 : 1;
    tryingOptional = call.optional;
    cursor = call.next();
  }

  private Optional<S> step(S from, Event<C, R> call) {
    Operation<C, R> operation = call.operation;
    return call.optional
        ? model.unanswered(from, operation.call())
        : model.answered(from, operation.call(), operation.result());
  }

  private boolean couldDoWithoutLast(Event<C, R> call, S after) {
    Move<S, C, R> last = path.peek();
    if (last == null || !last.call().optional) {
      return false;
    }
    return step(last.before(), call).filter(without -> model.covers(without, after)).isPresent();
  }

  private void rememberBest() {
    int answered = timeline.answered() - answeredLeft;
    if (answered <= best.answered()) {
      return;
    }
    List<Operation<C, R>> order = new ArrayList<>(path.size());
    path.descendingIterator().forEachRemaining(move -> order.add(move.call().operation));
    best = new Best<>(order, state, timeline.due(), answered);
  }
}
