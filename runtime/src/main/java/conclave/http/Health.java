package conclave.http;

import java.util.concurrent.CompletionStage;

/** Port to this node's health. */
public interface Health {

  /** Whether the process should go on living. */
  CompletionStage<Verdict> alive();

  /**
   * Whether it should be sent requests: leaders known, caught up, a linearizable read succeeded.
   */
  CompletionStage<Verdict> ready();

  /** What an acknowledged write survives, {@code fsync} or {@code memory}. */
  default String durability() {
    return "fsync";
  }

  /**
   * The answer.
   *
   * @param ok or not
   * @param reason a sentence; what is missing when not
   * @param word what is wrong, for programs; empty where there is nothing to add to the sentence
   */
  record Verdict(boolean ok, String reason, String word) {

    /** With nothing to add to the sentence. */
    public Verdict(boolean ok, String reason) {
      this(ok, reason, "");
    }
  }
}
