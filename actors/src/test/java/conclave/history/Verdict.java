package conclave.history;

import java.util.List;

/** What the checker found. {@link #toString} is the report for people. */
public sealed interface Verdict {

  /** True only when an explanation exists for the whole history. */
  default boolean linearizable() {
    return this instanceof Linearizable;
  }

  /**
   * Each partition has an order that explains every answer.
   *
   * @param operations how many were examined
   * @param steps how many placements were tried
   */
  record Linearizable(int operations, long steps) implements Verdict {

    @Override
    public String toString() {
      return "LINEARIZABLE: %d operations, %d steps".formatted(operations, steps);
    }
  }

  /**
   * No order explains the partition. The report is about the shortest prefix of the history that
   * cannot be explained.
   *
   * @param partition which key, lock or register
   * @param culprit the operation whose answer ends that prefix: up to it, all could be explained
   * @param attempt the best attempt to explain the prefix
   */
  record Violation(Object partition, Operation<?, ?> culprit, Attempt attempt) implements Verdict {

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("VIOLATION of " + partition + "\n");
      text.append("all can be explained until this answer:\n  ").append(culprit).append('\n');
      text.append("the longest explanation up to then, in order of effect:\n");
      attempt.placed().forEach(operation -> text.append("  ").append(operation).append('\n'));
      text.append("which leaves the state ").append(attempt.state());
      text.append(", where none of these is possible or leads on:\n");
      attempt.stuck().forEach(operation -> text.append("  ").append(operation).append('\n'));
      return text.toString();
    }
  }

  /**
   * The bound was reached first. Whoever asked must treat it as a failure: nothing was shown.
   *
   * @param partition where the search was
   * @param reason which bound
   */
  record Undecided(Object partition, String reason) implements Verdict {

    @Override
    public String toString() {
      return "UNDECIDED about " + partition + ": " + reason;
    }
  }

  /**
   * How far an explanation got.
   *
   * @param placed the operations it places, in order of effect
   * @param state the model's state after them
   * @param stuck answered operations that had to come next and cannot
   */
  record Attempt(
      List<? extends Operation<?, ?>> placed, Object state, List<? extends Operation<?, ?>> stuck) {

    public Attempt {
      placed = List.copyOf(placed);
      stuck = List.copyOf(stuck);
    }
  }
}
