package conclave.monitor;

import conclave.monitor.fitness.Suitability;
import java.util.List;

/** Figures for tests. */
final class Figures {

  /** What the first release knew. */
  static final Vitals FIRST =
      new Vitals(0.25, 1L, 2L, 3L, 4L, 5L, null, null, null, null, null, null, null, null, null);

  /** How suited a fake probe says the node is. */
  static final Suitability WELL = new Suitability(100, "well", List.of("cpu"));

  /** With the delays that a fake probe tells. */
  static final Vitals FULL =
      new Vitals(0.25, 1L, 2L, 3L, 4L, 5L, 0.5, 6L, 12L, 0.125, 0.5, 0.25, 0.0, WELL, null);

  private Figures() {}

  /** All but the share of the processors and the longest sync as ever. */
  static Vitals of(double cpu, double fsyncMs) {
    return new Vitals(
        cpu, 1L, 2L, 30L << 30, 40L << 30, 5L, cpu, 6L, 12L, 0.125, fsyncMs, 0.25, 0.0, null, null);
  }
}
