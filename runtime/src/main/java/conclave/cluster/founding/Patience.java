package conclave.cluster.founding;

/**
 * How long a role waits, in ticks of its own: what it does not live through does not count, so that
 * a node that was stopped finds nobody silent when it wakes.
 *
 * @param knocks without a useful answer before the silent are doubted, at least 1
 * @param doubt for so long a doubt stands unanswered before the run is given up, and for so long a
 *     run that belongs to a generation tries to get in; more than Akka needs to down a minority
 */
public record Patience(int knocks, int doubt) {

  /** For so long somebody who answered counts as there. */
  static final int FRESH = 3;

  /** For so long an attempt to join may take before another is made. */
  static final int ATTEMPT = 10;

  /** For so long a proposal may be under way before it counts as lost. */
  static final int PROPOSAL = 20;

  public Patience {
    if (knocks < 1 || doubt < 1) {
      throw new IllegalArgumentException("no patience: " + knocks + ", " + doubt);
    }
  }
}
