package conclave.raft.proposer;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When rounds of heartbeats were sent, and when the latest one was that a majority has answered.
 */
final class RoundTimes {

  private record Sent(long round, long nanos) {}

  private final long keepNanos;
  private final Deque<Sent> unanswered = new ArrayDeque<>();
  private boolean known;
  private long latestNanos;

  /**
   * @param keepNanos what was sent so long ago is of no use any more
   */
  RoundTimes(long keepNanos) {
    this.keepNanos = keepNanos;
  }

  /** As if a round had been answered that was sent then. */
  void begin(long nowNanos) {
    known = true;
    latestNanos = nowNanos;
  }

  /** A round is about to be sent. */
  void sending(long round, long nowNanos) {
    unanswered.removeIf(sent -> nowNanos - sent.nanos() >= keepNanos);
    unanswered.add(new Sent(round, nowNanos));
  }

  /** That round, and so each before it. */
  void answered(long round) {
    while (!unanswered.isEmpty() && unanswered.peek().round() <= round) {
      begin(unanswered.remove().nanos());
    }
  }

  /** Whether there is such a round. */
  boolean isKnown() {
    return known;
  }

  /** Before the latest such round was sent. */
  long latestNanos() {
    return latestNanos;
  }
}
