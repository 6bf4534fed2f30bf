package conclave.cluster.internal;

import conclave.cluster.FreshStart;
import conclave.cluster.founding.AkkaStatus;
import java.util.List;

/** Port to Akka Cluster on this node. Returns at once. */
interface AkkaPort {

  /** What Akka says of this ActorSystem now. */
  AkkaStatus status();

  /** Founds a cluster. */
  void joinSelf();

  /**
   * Joins through the first of them that answers, and goes on until one does.
   *
   * @param addresses {@code host:port}, none of them this one's
   */
  void joinThrough(List<String> addresses);

  /** Ends this ActorSystem, so that another one can be started. */
  void end(FreshStart reason);
}
