package conclave.history.gen;

import conclave.history.Operation;
import conclave.history.Outcome;
import conclave.history.model.LockCall;
import conclave.history.model.LockCall.Acquire;
import conclave.history.model.LockCall.Expire;
import conclave.history.model.LockCall.Release;
import conclave.history.model.LockResult;
import conclave.history.model.LockResult.Denied;
import conclave.history.model.LockResult.Granted;
import conclave.history.model.MapCall;
import conclave.history.model.MapCall.Get;
import conclave.history.model.MapCall.Put;
import conclave.history.model.MapResult;
import conclave.history.model.MapResult.Changed;
import conclave.history.model.MapResult.Found;
import conclave.history.model.MapResult.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Turns a right history into one that no order can explain, by changing one answer. Each way looks
 * for a pair of operations, one over before the other began, for which the wrong answer is provably
 * wrong; empty when the history has no such pair.
 */
public final class Tampering {

  private Tampering() {}

  /** A get returns what was there before a change that was answered before the get was asked. */
  public static Optional<List<Operation<MapCall, MapResult>>> staleRead(
      List<Operation<MapCall, MapResult>> history) {
    return pairs(
        history,
        (write, read) -> {
          if (!(read.call() instanceof Get) || !sameKey(write, read)) {
            return Optional.empty();
          }
          return changes(history)
              .filter(old -> sameKey(old, read) && old.call() instanceof Put)
              .filter(old -> version(old) < version(write))
              .findFirst()
              .map(old -> new Found(((Put) old.call()).value(), version(old)));
        });
  }

  /** A key without deletes is absent after a change of it was answered. */
  public static Optional<List<Operation<MapCall, MapResult>>> lostWrite(
      List<Operation<MapCall, MapResult>> historyWithoutDeletes) {
    return pairs(
        historyWithoutDeletes,
        (write, read) ->
            read.call() instanceof Get && sameKey(write, read)
                ? Optional.of(new Missing())
                : Optional.empty());
  }

  /** A change gets the version of an earlier change of the key. */
  public static Optional<List<Operation<MapCall, MapResult>>> versionReuse(
      List<Operation<MapCall, MapResult>> history) {
    return pairs(
        history,
        (earlier, later) ->
            later.result() instanceof Changed && sameKey(earlier, later)
                ? Optional.of(new Changed(version(earlier)))
                : Optional.empty());
  }

  /** An owner is granted the lock while another must still hold it. */
  public static Optional<List<Operation<LockCall, LockResult>>> doubleGrant(
      List<Operation<LockCall, LockResult>> history) {
    return change(
        history,
        (grant, second) -> {
          boolean held =
              grant.result() instanceof Granted
                  && second.result() instanceof Denied
                  && otherOwnerOfSameLock(grant, second)
                  && history.stream().noneMatch(end -> mayEnd(end, grant, second));
          return held ? Optional.of(new Granted(Long.MAX_VALUE)) : Optional.empty();
        });
  }

  /** An owner is granted the lock with a token that another owner was given before. */
  public static Optional<List<Operation<LockCall, LockResult>>> tokenGoingBack(
      List<Operation<LockCall, LockResult>> history) {
    return change(
        history,
        (first, second) ->
            first.result() instanceof Granted granted
                    && second.result() instanceof Granted
                    && otherOwnerOfSameLock(first, second)
                ? Optional.of(granted)
                : Optional.empty());
  }

  private static Optional<List<Operation<MapCall, MapResult>>> pairs(
      List<Operation<MapCall, MapResult>> history,
      BiFunction<Operation<MapCall, MapResult>, Operation<MapCall, MapResult>, Optional<MapResult>>
          wrong) {
    return change(
        history,
        (first, second) ->
            first.result() instanceof Changed ? wrong.apply(first, second) : Optional.empty());
  }

  /** Changes the answer of the last operation for which a pair gives a wrong one. */
  private static <C, R> Optional<List<Operation<C, R>>> change(
      List<Operation<C, R>> history,
      BiFunction<Operation<C, R>, Operation<C, R>, Optional<? extends R>> wrong) {
    for (int i = history.size() - 1; i >= 0; i--) {
      Operation<C, R> second = history.get(i);
      for (Operation<C, R> first : history) {
        boolean inOrder =
            first.answered()
                && second.answered()
                && first.reply().at().compareTo(second.invoked()) < 0;
        Optional<? extends R> answer = inOrder ? wrong.apply(first, second) : Optional.empty();
        if (answer.isPresent()) {
          List<Operation<C, R>> tampered = new ArrayList<>(history);
          tampered.set(i, second.ending(Outcome.answered(answer.get()), second.reply().at()));
          return Optional.of(tampered);
        }
      }
    }
    return Optional.empty();
  }

  private static Stream<Operation<MapCall, MapResult>> changes(
      List<Operation<MapCall, MapResult>> history) {
    return history.stream()
        .filter(Operation::answered)
        .filter(operation -> operation.result() instanceof Changed);
  }

  private static long version(Operation<MapCall, MapResult> change) {
    return ((Changed) change.result()).version();
  }

  private static boolean sameKey(
      Operation<MapCall, MapResult> one, Operation<MapCall, MapResult> other) {
    return one.call().key().equals(other.call().key());
  }

  private static boolean otherOwnerOfSameLock(
      Operation<LockCall, LockResult> one, Operation<LockCall, LockResult> other) {
    return one.call() instanceof Acquire
        && other.call() instanceof Acquire
        && one.call().lock().equals(other.call().lock())
        && !one.call().owner().equals(other.call().owner());
  }

  /** True when the operation might have ended the grant before the second owner was answered. */
  private static boolean mayEnd(
      Operation<LockCall, LockResult> end,
      Operation<LockCall, LockResult> grant,
      Operation<LockCall, LockResult> second) {
    boolean ends = end.call() instanceof Release || end.call() instanceof Expire;
    boolean overBefore = end.answered() && end.reply().at().compareTo(grant.invoked()) < 0;
    return ends
        && !overBefore
        && end.call().lock().equals(grant.call().lock())
        && end.call().owner().equals(grant.call().owner())
        && end.invoked().compareTo(second.reply().at()) < 0;
  }
}
