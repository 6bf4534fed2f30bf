package conclave.replica.apply;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;

/**
 * What is left of a replica whose machines failed twice at an entry: it promises nothing any more,
 * and says of each question that it cannot be answered here. Until the node starts again.
 */
public final class Halted {

  private Halted() {}

  public static Behavior<Object> create(Peers peers) {
    return Behaviors.receive(Object.class)
        .onMessage(
            Queries.class,
            queries -> {
              queries.replyTo().tell(new Queries.Failed(queries.id()));
              return Behaviors.same();
            })
        .onMessage(
            Wire.Ask.class,
            ask -> {
              peers.tell(ask.from(), new Wire.AskFailed(ask.group(), ask.batch()));
              return Behaviors.same();
            })
        .onAnyMessage(ignored -> Behaviors.same())
        .build();
  }
}
