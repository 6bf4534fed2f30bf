package conclave.node;

import java.util.concurrent.CompletionStage;

/** Starts the node that the settings describe. */
public interface NodeLauncher {

  /**
   * Starts the node; returns when it listens, not when it is ready.
   *
   * @throws CannotStart for what an operator can mend
   */
  Running launch(NodeSettings settings);

  /** A node that was started. */
  interface Running {

    /** What applications in this process use; good for as long as the present ActorSystem lives. */
    ClusterServices services();

    /**
     * Leaves gracefully: hands leadership over and closes the journal. May be asked more than once.
     */
    CompletionStage<Void> stop();

    /**
     * Completes when the node has stopped; exceptionally, with one sentence as its message, when it
     * could not go on.
     */
    CompletionStage<Void> stopped();
  }
}
