package conclave.monitor;

import conclave.monitor.fitness.Suitability;
import java.io.IOException;

/** Port to what measures this node. Several threads may ask. */
public interface Probe {

  /**
   * How long the journal's syncs took.
   *
   * @param worstMs the longest since this was last asked, one under way included; 0 without any
   * @param smoothedMs the moving average of all, the latest counting most
   */
  record Syncs(double worstMs, double smoothedMs) {}

  /**
   * Measures now; may block, since a disk may take its time. Says nothing of delays.
   *
   * @throws IOException naming what could not be measured
   */
  Vitals measure() throws IOException;

  /** Answers at once, from memory, and begins anew. */
  Syncs syncs();

  /** Whether this node is fit to lead; answers at once; null where nobody judges. */
  default Suitability suitability() {
    return null;
  }

  /**
   * In how many groups this node was found to have other machines than another; answers at once;
   * null where nobody looks.
   */
  default Integer diverged() {
    return null;
  }
}
