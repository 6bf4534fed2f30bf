package conclave.history;

import conclave.history.Outcome.NotDone;
import conclave.history.Search.Found;
import conclave.history.Verdict.Attempt;
import conclave.history.Verdict.Linearizable;
import conclave.history.Verdict.Undecided;
import conclave.history.Verdict.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a history is linearizable: whether every operation could have taken effect at one
 * moment between its invocation and its answer, with the answers that one copy of the object gives.
 *
 * <p>The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", JPDC 1993)
 * with the memory of Lowe ("Testing for linearizability", CCPE 2017), a partition at a time (Horn
 * and Kroening, "Faster linearizability checking via P-compositionality", FORTE 2015). It is
 * deterministic: no clock, no randomness; equal histories give equal verdicts and equal reports.
 *
 * @param <S> states of the model
 * @param <C> calls
 * @param <R> results
 */
public final class Linearizability<S, C, R> {

  /**
   * Placements tried per partition before giving up. Each is remembered at most once, so this
   * bounds the memory too: a few hundred bytes a step for partitions of some hundred operations.
   */
  public static final long DEFAULT_STEPS = 1_000_000;

  private final Model<S, C, R> model;
  private final long maxSteps;

  /** A checker with the default bound. */
  public Linearizability(Model<S, C, R> model) {
    this(model, DEFAULT_STEPS);
  }

  /**
   * A checker with a bound of its own.
   *
   * @param maxSteps placements tried per partition; time and memory grow with it
   */
  public Linearizability(Model<S, C, R> model, long maxSteps) {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("a search needs at least one step, not " + maxSteps);
    }
    this.model = model;
    this.maxSteps = maxSteps;
  }

  /** Checks what was recorded so far; operations still open count as unknown. */
  public Verdict check(History<C, R> history) {
    return check(history.operations());
  }

  /**
   * Checks a history. The first partition that is not explained decides the verdict, in the order
   * in which partitions were first touched; a violation anywhere outweighs an undecided partition.
   */
  public Verdict check(List<Operation<C, R>> history) {
    long steps = 0;
    Undecided undecided = null;
    for (Map.Entry<Object, List<Operation<C, R>>> part : partitions(history).entrySet()) {
      Found<C, R> found = search(part.getValue());
      steps += found.steps();
      switch (found.end()) {
        case EXPLAINED -> {}
        case IMPOSSIBLE -> {
          return violation(part.getKey(), part.getValue(), found);
        }
        case BOUND_REACHED -> undecided = undecided(part, undecided);
      }
    }
    return undecided != null ? undecided : new Linearizable(history.size(), steps);
  }

  private Map<Object, List<Operation<C, R>>> partitions(List<Operation<C, R>> history) {
    Map<Object, List<Operation<C, R>>> partitions = new LinkedHashMap<>();
    for (Operation<C, R> operation : history) {
      boolean says = !(operation.reply().outcome() instanceof NotDone);
      boolean lostRead = operation.unknown() && model.readOnly(operation.call());
      if (says && !lostRead) {
        partitions
            .computeIfAbsent(model.partition(operation.call()), key -> new ArrayList<>())
            .add(operation);
      }
    }
    return partitions;
  }

  private Found<C, R> search(Collection<Operation<C, R>> part) {
    return new Search<>(model, part, maxSteps).run();
  }

  private Undecided undecided(Map.Entry<Object, List<Operation<C, R>>> part, Undecided earlier) {
    if (earlier != null) {
      return earlier;
    }
    String reason =
        "%d operations, no answer within %d steps".formatted(part.getValue().size(), maxSteps);
    return new Undecided(part.getKey(), reason);
  }

  /**
   * Looks for the answer up to which all could be explained. Every prefix of a linearizable history
   * is linearizable, so halving finds it.
   */
  private Violation violation(Object key, List<Operation<C, R>> part, Found<C, R> whole) {
    List<Operation<C, R>> answers =
        part.stream()
            .filter(Operation::answered)
            .sorted((a, b) -> a.reply().at().compareTo(b.reply().at()))
            .toList();
    int bad = answers.size() - 1;
    int good = -1;
    Found<C, R> report = whole;
    while (bad - good > 1) {
      int middle = (good + bad) >>> 1;
      Found<C, R> found = search(until(answers.get(middle).reply().at(), part));
      // A prefix that reaches the bound is taken as good: the report gets longer, and stays true.
      if (found.end() == Search.End.IMPOSSIBLE) {
        bad = middle;
        report = found;
      } else {
        good = middle;
      }
    }
    Attempt attempt = new Attempt(report.placed(), report.state(), report.stuck());
    return new Violation(key, answers.get(bad), attempt);
  }

  /** The history as it was known at a moment: what was answered later is not answered yet. */
  private List<Operation<C, R>> until(Moment moment, List<Operation<C, R>> part) {
    return part.stream()
        .filter(operation -> operation.invoked().compareTo(moment) < 0)
        .map(operation -> knownAt(moment, operation))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Operation<C, R>> knownAt(Moment moment, Operation<C, R> operation) {
    if (operation.reply().at().compareTo(moment) <= 0) {
      return Optional.of(operation);
    }
    return model.readOnly(operation.call())
        ? Optional.empty()
        : Optional.of(operation.ending(Outcome.unknown(), Moment.NEVER));
  }
}
