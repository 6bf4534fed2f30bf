package conclave.testkit.example;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.election.RunOnLeader;
import conclave.node.ClusterServices;

/** Work of an application that runs on one node of the cluster, for as long as that leads. */
final class Nightly {

  private Nightly() {}

  /** Spawn it on each node that may do the work. */
  static Behavior<RunOnLeader.Command> create(
      ClusterServices services, String node, ActorRef<Long> report) {
    return RunOnLeader.create(
        new RunOnLeader.Setup(services.elections(), "nightly", node), epoch -> work(epoch, report));
  }

  /** Whatever it changes elsewhere carries the epoch. */
  private static Behavior<Void> work(long epoch, ActorRef<Long> report) {
    return Behaviors.setup(
        context -> {
          report.tell(epoch);
          return Behaviors.empty();
        });
  }
}
