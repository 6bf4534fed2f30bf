package conclave.cluster.internal;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.remote.UniqueAddress;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;

/**
 * Downs this ActorSystem when another member quarantined it: that one hears nothing of it any more,
 * whatever becomes of the network. So Akka does to whoever was downed and lives, and after a link
 * was cut for hours. Holds no state.
 */
public final class Quarantine {

  private Quarantine() {}

  /** Listens until the ActorSystem ends. */
  public static Behavior<ThisActorSystemQuarantinedEvent> create() {
    Behavior<ThisActorSystemQuarantinedEvent> listening =
        Behaviors.setup(
            context -> {
              context.setLoggerName("conclave.cluster");
              context
                  .getSystem()
                  .eventStream()
                  .tell(
                      new EventStream.Subscribe<>(
                          ThisActorSystemQuarantinedEvent.class, context.getSelf()));
              return Behaviors.receive(ThisActorSystemQuarantinedEvent.class)
                  .onAnyMessage(
                      event -> {
                        quarantined(context, event.remoteAddress());
                        return Behaviors.same();
                      })
                  .build();
            });
    return Behaviors.supervise(listening).onFailure(SupervisorStrategy.restart());
  }

  /** By whoever is no member here, it is no matter. */
  private static void quarantined(ActorContext<?> context, UniqueAddress by) {
    Cluster cluster = Cluster.get(context.getSystem());
    for (Member member : cluster.state().getMembers()) {
      if (member.address().equals(by.address()) && member.uniqueAddress().longUid() == by.uid()) {
        context
            .getLog()
            .warn("Akka Cluster: {} quarantined this ActorSystem, which ends", by.address());
        cluster.manager().tell(new Down(cluster.selfMember().address()));
      }
    }
  }
}
