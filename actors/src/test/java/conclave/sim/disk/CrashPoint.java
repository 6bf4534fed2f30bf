package conclave.sim.disk;

/** Thrown instead of going on: the process died here. Nobody is meant to catch it but the test. */
public final class CrashPoint extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CrashPoint(String where) {
    super(where);
  }
}
