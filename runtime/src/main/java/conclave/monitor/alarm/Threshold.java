package conclave.monitor.alarm;

/**
 * When figures of one kind raise an alarm, and when they clear it. Between the two levels nothing
 * changes, so that a figure that wavers about one level does not raise and clear all the time.
 *
 * @param kind says whether high or low figures are bad
 * @param raise this and worse is bad
 * @param clear this and better is good; better than {@code raise}
 * @param raiseAfterNanos for so long without a break the figure must be bad: a spike is no alarm
 * @param clearAfterNanos for so long without a break it must be good
 */
public record Threshold(
    AlarmKind kind, double raise, double clear, long raiseAfterNanos, long clearAfterNanos) {

  public Threshold {
    if (!(kind.lowIsBad() ? clear > raise : clear < raise)) {
      throw new IllegalArgumentException(
          "the level that clears alarm %s, %s, must be %s the level that raises it, %s"
              .formatted(kind.label(), clear, kind.lowIsBad() ? "above" : "below", raise));
    }
    if (raiseAfterNanos < 0 || clearAfterNanos < 0) {
      throw new IllegalArgumentException("negative time for alarm " + kind.label());
    }
  }

  boolean isBad(double figure) {
    return kind.lowIsBad() ? figure <= raise : figure >= raise;
  }

  boolean isGood(double figure) {
    return kind.lowIsBad() ? figure >= clear : figure <= clear;
  }
}
