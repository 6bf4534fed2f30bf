package conclave.replica.gateway;

import conclave.machine.Command;
import conclave.machine.keys.IdempotencyKey;
import java.util.Optional;

/** A command that has not been answered to its caller. */
final class OpenCommand {

  final Gateway.Execute request;
  private final Optional<IdempotencyKey> key;
  final long deadlineNanos;
  private Numbering numbering;
  private long sequence;
  private int sent;
  private int refused;

  /** By a number that was given up, or by a sending that was refused and yet answered. */
  private boolean mayBeInALog;

  private boolean settled;

  OpenCommand(Gateway.Execute request, Optional<IdempotencyKey> key, long deadlineNanos) {
    this.request = request;
    this.key = key;
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

  /** It begins anew under another session. */
  void forgetNumber() {
    mayBeInALog |= !sentOnce();
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

  /** Refusals do not tell any more whether it was done. */
  void inALogDespiteRefusal() {
    mayBeInALog = true;
  }

  int timesRefused() {
    return refused;
  }

  /** As it goes into the log. */
  byte[] encoded() {
    Command.Execute execute =
        new Command.Execute(
            numbering.session(),
            sequence,
            numbering.ackedBelow(),
            request.machine(),
            request.command());
    return key.<Command>map(known -> new Command.ExecuteOnce(known, execute))
        .orElse(execute)
        .encode();
  }

  /**
   * Applied once at most, even under another session: nothing else of it can be in a log, or its
   * key tells.
   */
  boolean mayBeginAnew() {
    return sentOnce() || key.isPresent();
  }

  /** Just one sending of this very request may be in a log. */
  private boolean sentOnce() {
    return sent - refused == 1 && hasNoPast();
  }

  /** Every sending was refused, so no log has it; an earlier try of the caller may be in one. */
  boolean certainlyNotDone() {
    return sent == refused && hasNoPast();
  }

  private boolean hasNoPast() {
    return request.retryOf().isEmpty() && !mayBeInALog;
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
