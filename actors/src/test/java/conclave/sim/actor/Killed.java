package conclave.sim.actor;

/** Thrown inside an actor that shall die now. */
final class Killed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** No write has this number: a replica that hears that it was refused dies, as of a real one. */
  static final long TICKET = -1;

  /** Whether an actor may die of that: it was killed, or somebody was on whom it relies. */
  static boolean explains(Throwable cause) {
    String sentence = String.valueOf(cause.getMessage());
    return cause instanceof Killed
        || sentence.startsWith("the journal did not take write " + TICKET + " ")
        || sentence.startsWith("the journal writer ended");
  }
}
