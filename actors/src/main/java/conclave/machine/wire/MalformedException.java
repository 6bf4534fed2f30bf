package conclave.machine.wire;

/**
 * Bytes that are not what they should be. Its message is one sentence that names what was being
 * read, the offset and the reason. It carries no stack trace: it tells about the bytes, not about
 * the code, and garbage must be cheap to refuse.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedException(String what, int offset, String why) {
    super(what + " is malformed at byte " + offset + ": " + why, null, false, false);
  }
}
