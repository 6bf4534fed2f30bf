package conclave.replica.gateway;

import com.typesafe.config.Config;

/**
 * Bounds and times of a gateway.
 *
 * @param maxRequests requests under way or waiting; more are rejected
 * @param maxBytes their bytes; more are rejected
 * @param batchCount the most commands in one message
 * @param batchBytes the most bytes in one message; a single larger command still travels alone
 * @param batchesInFlight unanswered messages; what comes meanwhile makes the next one larger
 * @param retryNanos a message without an answer is sent again after so long
 * @param pauseNanos after a refusal without a better address
 * @param retainNanos for how long a caller may try an unknown command again
 */
public record GatewaySettings(
    int maxRequests,
    long maxBytes,
    int batchCount,
    int batchBytes,
    int batchesInFlight,
    long retryNanos,
    long pauseNanos,
    long retainNanos) {

  /**
   * Commands that are numbered and not settled, or may be tried again; far below the sessions'
   * window.
   */
  static final int MAX_NUMBERED = 2_048;

  public GatewaySettings {
    if (batchesInFlight < 1 || batchCount < 1 || batchesInFlight * batchCount > MAX_NUMBERED) {
      throw new IllegalArgumentException(
          "batches-in-flight = %d times batch-count = %d must be from 1 to %d, since the sessions' window bounds them"
              .formatted(batchesInFlight, batchCount, MAX_NUMBERED));
    }
    if (maxRequests < 1 || maxBytes < batchBytes || batchBytes < 1) {
      throw new IllegalArgumentException(
          "max-requests = %d, max-bytes = %d, batch-bytes = %d must be positive, and one batch must fit"
              .formatted(maxRequests, maxBytes, batchBytes));
    }
    if (retryNanos < 1 || pauseNanos < 1 || retainNanos < 1) {
      throw new IllegalArgumentException(
          "retry = %d ns, pause = %d ns, retain = %d ns must be positive"
              .formatted(retryNanos, pauseNanos, retainNanos));
    }
  }

  /** Reads {@code conclave.gateway}, whose keys are explained in {@code reference.conf}. */
  public static GatewaySettings create(Config config) {
    Config gateway = config.getConfig("conclave.gateway");
    return new GatewaySettings(
        gateway.getInt("max-requests"),
        gateway.getBytes("max-bytes"),
        gateway.getInt("batch-count"),
        Math.toIntExact(gateway.getBytes("batch-bytes")),
        gateway.getInt("batches-in-flight"),
        gateway.getDuration("retry").toNanos(),
        gateway.getDuration("pause").toNanos(),
        gateway.getDuration("retain").toNanos());
  }
}
