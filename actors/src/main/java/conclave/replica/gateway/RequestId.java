package conclave.replica.gateway;

/**
 * Names a command whose fate is unknown, so that trying it again does it at most once all in all.
 * Good for the gateway that handed it out, and only for a while.
 *
 * @param session the gateway's session
 * @param sequence the command's number in it
 */
public record RequestId(long session, long sequence) {}
