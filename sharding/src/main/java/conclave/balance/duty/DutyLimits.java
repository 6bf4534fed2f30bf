package conclave.balance.duty;

/**
 * Bounds of what a node takes on; explained in {@code reference.conf}.
 *
 * @param maxWorkers workers that may be registered
 * @param maxWork what one worker may have under way
 * @param maxBytes what all workers together may have under way
 */
public record DutyLimits(int maxWorkers, int maxWork, long maxBytes) {}
