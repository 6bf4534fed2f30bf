package conclave.async.internal;

import conclave.replica.gateway.Outcome;

/**
 * Why an errand is not begun.
 *
 * @param reason OVERLOADED or ENDED
 */
public record Refusal(Outcome.Reason reason, String sentence) {

  static Refusal full(String sentence) {
    return new Refusal(Outcome.Reason.OVERLOADED, sentence);
  }

  static final Refusal ENDED = new Refusal(Outcome.Reason.ENDED, "this ActorSystem has ended");

  /** Whether it is of use to try again after a moment. */
  public boolean overloaded() {
    return reason == Outcome.Reason.OVERLOADED;
  }
}
