package conclave.replica.gateway;

/** A question that has not been answered to its caller. */
final class OpenQuery {

  final Gateway.Ask request;
  final long deadlineNanos;
  private boolean settled;

  OpenQuery(Gateway.Ask request, long deadlineNanos) {
    this.request = request;
    this.deadlineNanos = deadlineNanos;
  }

  int bytes() {
    return request.query().length;
  }

  boolean settled() {
    return settled;
  }

  void settle(Outcome<byte[]> outcome) {
    if (!settled) {
      settled = true;
      request.reply().tell(outcome);
    }
  }
}
