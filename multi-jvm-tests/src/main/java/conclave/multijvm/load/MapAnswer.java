package conclave.multijvm.load;

import conclave.history.Outcome;
import conclave.history.model.MapResult;

/** What a node answered to a request for a map; each kind is something that a caller can act on. */
public sealed interface MapAnswer {

  /** The same, as the history has it. */
  Outcome<MapResult> outcome();

  /**
   * The map answered: the request took effect, once.
   *
   * @param result changed, found, mismatch or missing
   */
  record Done(MapResult result) implements MapAnswer {
    @Override
    public Outcome<MapResult> outcome() {
      return Outcome.answered(result);
    }
  }

  /**
   * Certainly not done, neither now nor later; for a read, simply no answer.
   *
   * @param status of HTTP; 0 when the node could not be reached
   * @param reason a sentence
   */
  record Refused(int status, String reason) implements MapAnswer {
    @Override
    public Outcome<MapResult> outcome() {
      return Outcome.notDone();
    }
  }

  /**
   * Maybe done, maybe later, maybe never.
   *
   * @param reason a sentence
   */
  record Unknown(String reason) implements MapAnswer {
    @Override
    public Outcome<MapResult> outcome() {
      return Outcome.unknown();
    }
  }
}
