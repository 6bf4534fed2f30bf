package conclave.cluster.internal;

import conclave.cluster.FreshStart;
import conclave.cluster.downing.Absentee;
import conclave.cluster.founding.AkkaStatus;
import java.util.List;
import java.util.Set;

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

  /** Uids of all members but those that are downed or gone; this one too, where it is one. */
  Set<Long> members();

  /** Members that some other one cannot reach, but this one, and those that are downed or gone. */
  Set<Absentee> absent();

  /** Downs that member, where it still is one. */
  void down(Absentee member);

  /**
   * Ends this ActorSystem, so that another one can be started. Where it is a member it is downed
   * first, so that its singletons end at once.
   */
  void end(FreshStart reason);
}
