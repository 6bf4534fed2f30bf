package conclave.monitor.alarm;

/** One alarm of one node. */
final class Watch {

  private final Threshold threshold;
  private boolean raised;

  /** Whether the figure is on its way to the other state, and since when. */
  private boolean turning;

  private long turningSince;

  Watch(Threshold threshold, boolean raised) {
    this.threshold = threshold;
    this.raised = raised;
  }

  boolean isRaised() {
    return raised;
  }

  /** A figure that is not known breaks off what had begun, and changes nothing else. */
  void on(double figure, long nowNanos) {
    boolean other = raised ? threshold.isGood(figure) : threshold.isBad(figure);
    if (other && !turning) {
      turningSince = nowNanos;
    }
    turning = other;
    if (turning && nowNanos - turningSince >= patience()) {
      raised = !raised;
      turning = false;
    }
  }

  private long patience() {
    return raised ? threshold.clearAfterNanos() : threshold.raiseAfterNanos();
  }
}
