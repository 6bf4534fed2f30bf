package conclave.monitor.fitness;

import java.util.Locale;

/** What makes a node unfit to lead. */
public enum Ailment {
  /** The journal's syncs take long, in milliseconds. */
  SLOW_DISK,
  /** A sync of the journal does not end, in milliseconds by now. */
  HANGING_DISK,
  /** The journal has no space for commands: 1, else 0. */
  FULL_DISK,
  /** The share of the processors in use, by everybody on them. */
  CPU,
  /** The share of time in which the JVM stood still to collect garbage. */
  MEMORY,
  /** For how long the process did not run, in milliseconds. */
  PAUSES;

  /** Its name in documents and logs, e.g. {@code slow-disk}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
