package conclave.multijvm.history;

import conclave.history.History;
import conclave.history.Linearizability;
import conclave.history.Model;
import conclave.history.Outcome;
import conclave.history.Verdict;
import conclave.multijvm.CallFailed;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Records what clients ask of an object and what they are told, to be checked against a model of
 * it. For objects that are neither {@link Registers} nor {@link Locks}. Thread-safe; a client does
 * one operation at a time.
 *
 * @param <C> the calls
 * @param <R> the results
 */
public final class Recorder<C, R> {

  private final History<C, R> history = new History<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger notDone = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  /**
   * Does it now, between two entries of the history.
   *
   * <p>A {@link CallFailed} is part of a scenario that kills nodes, and is not passed on: the
   * operation was not done when its task was never sent or threw a {@link NotDone}; else nobody
   * knows.
   *
   * @param client who asks
   * @param operation returns what the object answered
   * @return that; empty when there was no answer
   */
  public Optional<R> record(String client, C call, Callable<R> operation) {
    int number = history.invoke(client, call);
    try {
      R result = operation.call();
      answered.incrementAndGet();
      history.complete(number, Outcome.answered(result));
      return Optional.of(result);
    } catch (NotDone refused) {
      without(number);
    } catch (CallFailed failed) {
      if (failed.sent() && !(failed.getCause() instanceof NotDone)) {
        unknown(number);
      } else {
        without(number);
      }
    } catch (Exception defect) {
      unknown(number);
      throw new AssertionError("%s of %s failed: %s".formatted(call, client, defect), defect);
    }
    return Optional.empty();
  }

  /** Something that may happen from now on, at any time or never, and that nobody is told of. */
  public void mayHappen(String client, C call) {
    history.invoke(client, call);
  }

  /** How many were answered. */
  public int answered() {
    return answered.get();
  }

  /** How many were certainly not done. */
  public int notDone() {
    return notDone.get();
  }

  /** Of how many nobody knows whether they were done. */
  public int unknown() {
    return unknown.get();
  }

  /** Whether one copy of the object could have given all these answers. */
  public <S> Verdict verdict(Model<S, C, R> model) {
    return new Linearizability<>(model).check(history);
  }

  /**
   * Fails unless one copy of the object could have given all these answers, of which there must be
   * one at least: a history without any shows nothing.
   *
   * @throws AssertionError with the answer that nothing explains, and the best attempt to do so
   */
  public <S> void requireLinearizable(Model<S, C, R> model) {
    if (answered() == 0) {
      throw new AssertionError(
          "nothing was answered, and so nothing is shown: %d operations not done, %d unknown"
              .formatted(notDone(), unknown()));
    }
    Verdict verdict = verdict(model);
    if (!verdict.linearizable()) {
      throw new AssertionError(verdict.toString());
    }
  }

  private void without(int number) {
    notDone.incrementAndGet();
    history.complete(number, Outcome.notDone());
  }

  private void unknown(int number) {
    unknown.incrementAndGet();
    history.complete(number, Outcome.unknown());
  }
}
