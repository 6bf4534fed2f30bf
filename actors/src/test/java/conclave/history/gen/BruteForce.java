package conclave.history.gen;

import conclave.history.Operation;
import conclave.history.Outcome.NotDone;
import conclave.history.gen.Spec.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Tries every order of a history, every choice of unanswered operations and every number up to a
 * limit. For histories of some eight operations; nothing here is clever, so that it can be trusted.
 *
 * @param <S> states
 * @param <C> calls
 * @param <R> results
 */
public final class BruteForce<S, C, R> {

  private final Spec<S, C, R> spec;
  private final long maxNumber;

  /**
   * A judge.
   *
   * @param maxNumber at least the greatest number in the histories plus their unanswered operations
   */
  public BruteForce(Spec<S, C, R> spec, long maxNumber) {
    this.spec = spec;
    this.maxNumber = maxNumber;
  }

  /** True when some order explains every answer. */
  public boolean linearizable(List<Operation<C, R>> history) {
    List<Operation<C, R>> left = new ArrayList<>(history);
    left.removeIf(operation -> operation.reply().outcome() instanceof NotDone);
    return explain(Map.of(), left);
  }

  private boolean explain(Map<Object, S> state, List<Operation<C, R>> left) {
    if (left.stream().noneMatch(Operation::answered)) {
      return true;
    }
    for (Operation<C, R> next : left) {
      if (mayBeNext(next, left) && explainAfter(state, next, left)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayBeNext(Operation<C, R> next, List<Operation<C, R>> left) {
    return left.stream()
        .filter(Operation::answered)
        .noneMatch(other -> other.reply().at().compareTo(next.invoked()) < 0);
  }

  private boolean explainAfter(
      Map<Object, S> state, Operation<C, R> next, List<Operation<C, R>> left) {
    Object part = spec.part(next.call());
    S before = state.getOrDefault(part, spec.initial());
    List<Operation<C, R>> rest = new ArrayList<>(left);
    rest.remove(next);
    for (Step<S, R> step : spec.steps(before, next.call(), this::guesses)) {
      if (next.unknown() || step.result().equals(next.result())) {
        Map<Object, S> after = new HashMap<>(state);
        after.put(part, step.after());
        if (explain(after, rest)) {
          return true;
        }
      }
    }
    return false;
  }

  private LongStream guesses(long number) {
    return LongStream.rangeClosed(number + 1, maxNumber);
  }
}
