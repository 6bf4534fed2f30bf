package conclave.balance.route;

/**
 * Bounds and times of routes; explained in {@code reference.conf}.
 *
 * @param maxRoutes routes without an outcome; more are rejected
 * @param maxBytes their bytes; more are rejected
 * @param maxPayloadBytes of one request or reply
 * @param maxTries how often one request is sent
 * @param tryWithin after this part of its deadline a silent node's safe request goes to another
 * @param pauseNanos when all nodes refused it, after so long they are tried again
 * @param workWeight how much load one open request of this node is worth
 */
public record RouteLimits(
    int maxRoutes,
    long maxBytes,
    int maxPayloadBytes,
    int maxTries,
    double tryWithin,
    long pauseNanos,
    double workWeight) {}
