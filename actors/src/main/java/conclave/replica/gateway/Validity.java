package conclave.replica.gateway;

import conclave.replica.gateway.Outcome.Reason;
import conclave.replica.gateway.Outcome.Rejected;
import conclave.serialization.Lanes;
import java.time.Duration;
import java.util.Optional;

/** Which requests no replica needs to see: those that ask for the impossible. */
final class Validity {

  /** Around a payload, on the way to the leader. */
  private static final int ENVELOPE_BYTES = 1_024;

  private static final Duration LONGEST = Duration.ofDays(1);

  private Validity() {}

  /** Why it is refused, if it is. */
  static Optional<Rejected<byte[]>> refusal(Duration within, String what, int bytes) {
    if (isNoDeadline(within)) {
      return Optional.of(
          invalid(
              "a request is answered within more than nothing and up to a day, not within "
                  + within));
    }
    int most = Lanes.MAX_PAYLOAD_BYTES - ENVELOPE_BYTES;
    return bytes > most
        ? Optional.of(invalid("a %s of %d bytes is larger than %d".formatted(what, bytes, most)))
        : Optional.empty();
  }

  private static boolean isNoDeadline(Duration within) {
    return within == null
        || within.isZero()
        || within.isNegative()
        || within.compareTo(LONGEST) > 0;
  }

  private static Rejected<byte[]> invalid(String sentence) {
    return new Rejected<>(Reason.INVALID, sentence);
  }
}
