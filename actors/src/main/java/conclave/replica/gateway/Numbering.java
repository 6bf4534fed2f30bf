package conclave.replica.gateway;

import java.util.TreeMap;

/**
 * The numbers of one session: which are open, which may still be tried again, and so below which
 * none is needed any more.
 */
final class Numbering {

  private final long nonce;
  private final TreeMap<Long, OpenCommand> open = new TreeMap<>();
  private final TreeMap<Long, Long> retained = new TreeMap<>();
  private long session;
  private long next = 1;

  /**
   * @param nonce the session's name until it is opened; the same for each try to open it
   */
  Numbering(long nonce) {
    this.nonce = nonce;
  }

  long nonce() {
    return nonce;
  }

  long session() {
    return session;
  }

  boolean isOpened() {
    return session != 0;
  }

  void opened(long id) {
    session = id;
  }

  /** All numbers below need no result any more. */
  long ackedBelow() {
    long below = open.isEmpty() ? next : open.firstKey();
    return retained.isEmpty() ? below : Math.min(below, retained.firstKey());
  }

  /** Whether one more number stays within the bound; what is only retained must make way for it. */
  boolean hasRoom() {
    while (next - ackedBelow() >= GatewaySettings.MAX_NUMBERED
        && !retained.isEmpty()
        && ackedBelow() == retained.firstKey()) {
      retained.pollFirstEntry();
    }
    return next - ackedBelow() < GatewaySettings.MAX_NUMBERED;
  }

  void number(OpenCommand command) {
    command.number(this, next);
    open.put(next, command);
    next++;
  }

  /** A caller tries an unknown command again, if its number is still retained. */
  boolean numberAgain(OpenCommand command, long sequence) {
    if (retained.remove(sequence) == null) {
      return false;
    }
    command.number(this, sequence);
    open.put(sequence, command);
    return true;
  }

  void settled(long sequence) {
    open.remove(sequence);
  }

  /** Its fate is unknown: until then, its caller may try it again. */
  RequestId retain(long sequence, long untilNanos) {
    open.remove(sequence);
    retained.put(sequence, untilNanos);
    return new RequestId(session, sequence);
  }

  void expire(long nowNanos) {
    retained.values().removeIf(until -> until - nowNanos < 0);
  }
}
