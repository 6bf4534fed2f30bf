package conclave.cli.bench;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far a bench has come, and until when it must have come further: its driver says it, whoever
 * waits for the figures reads it. Thread-safe.
 */
final class Progress {

  /** For how long nothing may come of a search, or of all clients' requests. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Standing(String sentence, long untilNanos) {}

  private final LongSupplier nanoClock;
  private volatile Standing standing;

  /**
   * @param nanoClock monotonic; any thread asks it
   * @param sentence what is missing at first
   */
  Progress(LongSupplier nanoClock, String sentence) {
    this.nanoClock = nanoClock;
    this.standing = new Standing(sentence, nanoClock.getAsLong() + PATIENCE.toNanos());
  }

  /** It came no further, but now it is known what is missing. */
  void stands(String sentence) {
    standing = new Standing(sentence, standing.untilNanos());
  }

  /** It came further; the next step is due {@link #PATIENCE} after what it takes in any case. */
  void came(String sentence, Duration atLeast) {
    long until = nanoClock.getAsLong() + atLeast.plus(PATIENCE).toNanos();
    standing = new Standing(sentence, until);
  }

  /** What is missing, in one sentence. */
  String sentence() {
    return standing.sentence();
  }

  /** How long to wait for the next step; not positive when it did not come in time. */
  long leftNanos() {
    return standing.untilNanos() - nanoClock.getAsLong();
  }
}
