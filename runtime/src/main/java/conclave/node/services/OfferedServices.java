package conclave.node.services;

import akka.actor.typed.ActorRef;
import conclave.balance.LoadView;
import conclave.balance.Router;
import conclave.election.LeaderElection;
import conclave.lock.Locks;
import conclave.map.ReplicatedMap;
import conclave.monitor.NodeMonitor;
import conclave.node.ClusterServices;
import conclave.sharding.Placement;
import conclave.sharding.RingView;

/** What a running node offers to applications in its process. */
public record OfferedServices(
    NodeActors actors, ActorRef<NodeMonitor.Command> monitor, LoadView loads)
    implements ClusterServices {

  @Override
  public ActorRef<Locks.Command> locks() {
    return actors.locks();
  }

  @Override
  public ActorRef<LeaderElection.Command> elections() {
    return actors.elections();
  }

  @Override
  public ActorRef<ReplicatedMap.Command> maps() {
    return actors.maps();
  }

  @Override
  public ActorRef<Placement.Command> placement() {
    return actors.placement();
  }

  @Override
  public RingView ring() {
    return actors.ring();
  }

  @Override
  public ActorRef<Router.Command> router() {
    return actors.router();
  }
}
