package conclave.replica.gateway;

/** A command that has not been answered to its caller. */
final class OpenCommand {

  final Gateway.Execute request;
  final long deadlineNanos;
  private Numbering numbering;
  private long sequence;
  private int sent;
  private int refused;
  private boolean settled;

  OpenCommand(Gateway.Execute request, long deadlineNanos) {
    this.request = request;
    this.deadlineNanos = deadlineNanos;
  }

  int bytes() {
    return request.command().length;
  }

  Numbering numbering() {
    return numbering;
  }

  boolean isNumbered() {
    return numbering != null;
  }

  long sequence() {
    return sequence;
  }

  void number(Numbering by, long number) {
    numbering = by;
    sequence = number;
  }

  /** It has no place anywhere: it may begin anew under another session. */
  void forgetNumber() {
    numbering = null;
    sent = 0;
    refused = 0;
  }

  void sent() {
    sent++;
  }

  void refused() {
    refused++;
  }

  int timesRefused() {
    return refused;
  }

  /** Just one sending of this very request may be in a log. */
  boolean sentOnce() {
    return sent - refused == 1 && request.retryOf().isEmpty();
  }

  /** Every sending was refused, so no log has it; an earlier try of the caller may be in one. */
  boolean certainlyNotDone() {
    return sent == refused && request.retryOf().isEmpty();
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
