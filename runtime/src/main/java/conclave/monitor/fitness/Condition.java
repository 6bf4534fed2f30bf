package conclave.monitor.fitness;

import java.util.Locale;

/** How fit a node is to lead. */
public enum Condition {
  /** No look was bad for long. */
  WELL,
  /** Some were lately: it keeps what it leads, and is handed nothing. */
  AILING,
  /** Too many were: whatever it leads, others shall. */
  SICK;

  /** Its name in documents and between nodes, e.g. {@code well}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
