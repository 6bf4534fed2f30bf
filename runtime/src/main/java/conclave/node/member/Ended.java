package conclave.node.member;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.member.upkeep.Deed;
import conclave.raft.members.Change;
import conclave.replica.Replica;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A deed is done, refused or given up.
 *
 * @param outcome what the group's leader said; empty where it said nothing, and where it was not
 *     asked
 */
record Ended(Deed deed, Optional<Change.Outcome> outcome) {

  private enum Late {
    INSTANCE
  }

  /** Asks the replica of that group for a change, once; it says nothing while it is opening. */
  static Behavior<Object> asking(
      Deed deed, BiConsumer<String, Object> replicas, Duration within, ActorRef<Ended> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startSingleTimer(Late.INSTANCE, within);
                  ActorRef<Change.Outcome> self = context.getSelf().narrow();
                  if (deed instanceof Deed.Add add) {
                    replicas.accept(
                        add.group(), new Replica.ChangeMembers(new Change.Add(add.node()), self));
                  } else if (deed instanceof Deed.Remove remove) {
                    replicas.accept(
                        remove.group(),
                        new Replica.ChangeMembers(new Change.Remove(remove.node()), self));
                  }
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          Change.Outcome.class,
                          outcome -> ended(new Ended(deed, Optional.of(outcome)), replyTo))
                      .onMessageEquals(
                          Late.INSTANCE, () -> ended(new Ended(deed, Optional.empty()), replyTo))
                      .build();
                }));
  }

  private static Behavior<Object> ended(Ended ended, ActorRef<Ended> replyTo) {
    replyTo.tell(ended);
    return Behaviors.stopped();
  }
}
