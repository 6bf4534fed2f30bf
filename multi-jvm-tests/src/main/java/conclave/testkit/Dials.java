package conclave.testkit;

import conclave.monitor.Probe;
import conclave.monitor.Vitals;

/** What a node measures of itself: what the test has set. */
final class Dials implements Probe {

  private static final long MANY = 1L << 30;
  private static final double IDLE = 0;

  private Vitals vitals = busy(IDLE);

  /** Well in every other respect. */
  static Vitals busy(double share) {
    return new Vitals(
        share,
        MANY / 10,
        MANY,
        50 * MANY,
        100 * MANY,
        1_000L,
        share,
        null,
        null,
        0.0,
        0.0,
        0.0,
        0.0,
        null,
        null);
  }

  void set(Vitals measured) {
    vitals = measured;
  }

  @Override
  public Vitals measure() {
    return vitals;
  }

  @Override
  public Syncs syncs() {
    double worst = vitals.fsyncMs() == null ? 0 : vitals.fsyncMs();
    double smoothed = vitals.fsyncSmoothedMs() == null ? 0 : vitals.fsyncSmoothedMs();
    return new Syncs(worst, smoothed);
  }
}
