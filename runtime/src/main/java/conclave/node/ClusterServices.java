package conclave.node;

import akka.actor.typed.ActorRef;
import conclave.balance.LoadView;
import conclave.balance.Router;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.monitor.NodeMonitor;
import conclave.sharding.Placement;
import conclave.sharding.RingView;

/**
 * The services of a cluster, as actors of this process: what an application is given. References
 * stay good for as long as the process lives; before the node is in a cluster, requests are
 * rejected.
 */
public interface ClusterServices {

  /** Fenced locks. */
  ActorRef<Locks.Command> locks();

  /** Elections for applications. */
  ActorRef<LeaderElection.Command> elections();

  /** Replicated maps. */
  ActorRef<ReplicatedMap.Command> maps();

  /** Tells of every new table of partitions. */
  ActorRef<Placement.Command> placement();

  /** Who owns which keys, for any thread; no table before there is a cluster. */
  RingView ring();

  /** Has workers on any node do something: the owner of a key, the less loaded one, or in turn. */
  ActorRef<Router.Command> router();

  /** Tells how all nodes do, and raises and clears alarms. */
  ActorRef<NodeMonitor.Command> monitor();

  /** How busy every node is, for any thread. */
  LoadView loads();
}
