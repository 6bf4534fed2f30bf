package conclave.monitor;

/**
 * How long this process did not run, seen by how late somebody is who should run every {@code
 * beat}. One caller at a time.
 *
 * <p>Seen is everything that holds up the actors' threads for longer than a beat, to within a beat:
 * garbage collections, other stops of the JVM, a process or machine that is stopped, and processors
 * or threads that are busy with something else. Not seen is what is shorter than a beat, and what
 * holds up one actor or thread alone.
 */
final class Pauses {

  private final long beatNanos;
  private long last;
  private long worst;

  /**
   * @param nowNanos the first beat is due a beat later
   */
  Pauses(long beatNanos, long nowNanos) {
    this.beatNanos = beatNanos;
    this.last = nowNanos;
  }

  /**
   * To be called at each beat, and whenever else the caller runs. How late it is, 0 if it is not.
   */
  long at(long nowNanos) {
    long late = Math.max(0, nowNanos - last - beatNanos);
    last = nowNanos;
    worst = Math.max(worst, late);
    return late;
  }

  /** The longest since this was last asked. */
  long takeWorst() {
    long taken = worst;
    worst = 0;
    return taken;
  }
}
