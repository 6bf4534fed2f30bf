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

  /**
   * The answer.
   *
   * @param ok or not
   * @param reason a sentence; what is missing when not
   */
  record Verdict(boolean ok, String reason) {}
}
