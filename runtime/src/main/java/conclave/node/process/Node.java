package conclave.node.process;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import conclave.async.internal.Errands;
import conclave.balance.LoadView;
import conclave.balance.Router;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.monitor.NodeMonitor;
import conclave.node.ClusterServices;
import conclave.node.services.NodeActors;
import conclave.node.serving.NodeHealth;
import conclave.node.serving.Readiness;
import conclave.sharding.Placement;
import conclave.sharding.RingView;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The node of an ActorSystem: what {@link ClusterServices#get} gives. */
public final class Node implements Extension, ClusterServices {

  private static final ExtensionId<Node> ID =
      new ExtensionId<>() {
        @Override
        public Node createExtension(ActorSystem<?> system) {
          return NodeStart.start(system);
        }
      };

  /**
   * What it consists of.
   *
   * @param loads how all nodes do
   * @param ending how it ends
   */
  record Parts(
      Errands errands,
      NodeActors actors,
      ActorRef<NodeMonitor.Command> monitor,
      LoadView loads,
      NodeHealth health,
      Ending ending) {}

  private final Parts parts;

  Node(Parts parts) {
    this.parts = parts;
  }

  /** Starts it at the first call. */
  public static Node get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  @Override
  public ActorRef<Locks.Command> locks() {
    return parts.actors().locks();
  }

  @Override
  public ActorRef<LeaderElection.Command> elections() {
    return parts.actors().elections();
  }

  @Override
  public ActorRef<ReplicatedMap.Command> maps() {
    return parts.actors().maps();
  }

  @Override
  public ActorRef<Placement.Command> placement() {
    return parts.actors().placement();
  }

  @Override
  public RingView ring() {
    return parts.actors().ring();
  }

  @Override
  public ActorRef<Router.Command> router() {
    return parts.actors().router();
  }

  @Override
  public ActorRef<NodeMonitor.Command> monitor() {
    return parts.monitor();
  }

  @Override
  public LoadView loads() {
    return parts.loads();
  }

  @Override
  public CompletionStage<Done> whenReady(Duration within) {
    return Readiness.await(parts.errands(), parts.health(), within);
  }

  @Override
  public CompletionStage<Done> whenStopped() {
    return parts.ending().stopped();
  }
}
