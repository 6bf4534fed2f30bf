package conclave.replica.gateway;

import java.util.function.Predicate;

/** A question that has not been answered to its caller. */
final class OpenQuery {

  final Gateway.Ask request;
  final long deadlineNanos;
  private final Predicate<byte[]> isTooOld;
  private boolean linearizable;
  private boolean settled;

  OpenQuery(Gateway.Ask request, Predicate<byte[]> isTooOld, long deadlineNanos) {
    this.request = request;
    this.isTooOld = isTooOld;
    this.linearizable = request.linearizable();
    this.deadlineNanos = deadlineNanos;
  }

  int bytes() {
    return request.query().length;
  }

  boolean settled() {
    return settled;
  }

  /** Whether it waits for an answer, of that kind. */
  boolean waitsFor(boolean linearizableAnswer) {
    return !settled && linearizable == linearizableAnswer;
  }

  /** A local answer that is not good enough: from now on it waits for a linearizable one. */
  boolean refuses(byte[] answer) {
    if (!linearizable && isTooOld.test(answer)) {
      linearizable = true;
      return true;
    }
    return false;
  }

  void settle(Outcome<byte[]> outcome) {
    if (!settled) {
      settled = true;
      request.reply().tell(outcome);
    }
  }
}
