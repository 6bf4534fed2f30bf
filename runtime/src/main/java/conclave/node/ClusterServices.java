package conclave.node;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import conclave.balance.LoadView;
import conclave.balance.Router;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.monitor.NodeMonitor;
import conclave.node.process.Node;
import conclave.sharding.Placement;
import conclave.sharding.RingView;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The services of a cluster, as actors of this process: what an application is given. References
 * stay good for as long as the ActorSystem lives; before the node is in a cluster, requests are
 * rejected.
 */
public interface ClusterServices {

  /**
   * The node in that ActorSystem; the first call starts it, as {@code conclave} in the system's
   * configuration says. The ActorSystem may have any name that is the same on all nodes, and is the
   * node's address. Returns when the node listens, not when it is {@linkplain #whenReady ready}.
   *
   * <p>The first call blocks while the disk is read: make it once at the start. The node ends with
   * its ActorSystem, in the order of Akka's coordinated shutdown. A node that cannot go on ends the
   * ActorSystem, with {@link NodeFailed}.
   *
   * @throws CannotStart when it cannot start because of something that its operator can mend, with
   *     a line for each thing that is wrong; nothing is left behind then, and every further call
   *     throws the same
   */
  static ClusterServices get(ActorSystem<?> system) {
    return Node.get(system);
  }

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

  /**
   * Completes as soon as requests succeed: the node is in a cluster, each group has a leader, and a
   * linearizable read of each went through this node. Fails with a {@link
   * java.util.concurrent.TimeoutException} when that is not so after {@code within}, or with an
   * IllegalStateException when the node ends before; its message says what the node waits for.
   * Later it may become unready again, and requests say so.
   */
  CompletionStage<Done> whenReady(Duration within);

  /**
   * Completes when the node has ended and let its directory go, which is after its ActorSystem has
   * terminated; fails, with one sentence as its message, when it could not go on or did not end as
   * it should.
   */
  CompletionStage<Done> whenStopped();
}
