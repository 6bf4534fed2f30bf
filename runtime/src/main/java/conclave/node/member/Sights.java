package conclave.node.member;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import conclave.node.member.table.Register;
import conclave.node.member.upkeep.Sight;
import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * What the replicas of this node said; one that is opening or halted says nothing.
 *
 * @param fresh the register that was read before they were asked; empty where none was
 */
record Sights(Optional<Register> fresh, List<Sight> seen) {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private enum Late {
    INSTANCE
  }

  /** Asks each replica once. */
  static Behavior<Object> taking(
      Set<String> groups,
      BiConsumer<String, Object> replicas,
      Optional<Register> fresh,
      ActorRef<Sights> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  List<Sight> seen = new ArrayList<>();
                  ActorRef<ReplicaStatus> self = context.getSelf().narrow();
                  groups.forEach(group -> replicas.accept(group, new Replica.GetStatus(self)));
                  timers.startSingleTimer(Late.INSTANCE, PATIENCE);
                  return Behaviors.receive(Object.class)
                      .onMessage(
                          ReplicaStatus.class,
                          status -> {
                            seen.add(sight(status));
                            return seen.size() < groups.size()
                                ? Behaviors.same()
                                : taken(new Sights(fresh, seen), replyTo);
                          })
                      .onMessageEquals(Late.INSTANCE, () -> taken(new Sights(fresh, seen), replyTo))
                      .build();
                }));
  }

  private static Behavior<Object> taken(Sights sights, ActorRef<Sights> replyTo) {
    replyTo.tell(sights);
    return Behaviors.stopped();
  }

  private static Sight sight(ReplicaStatus status) {
    return new Sight(
        status.group(),
        status.role() == Acceptor.Role.LEADER,
        status.settled() || status.removed(),
        status.applied(),
        status.removed() ? without(status.self(), status.configuration()) : status.configuration());
  }

  /** That it was removed stands in no log of a replica that was, but it was told. */
  private static Configuration without(NodeId self, Configuration configuration) {
    Predicate<NodeId> others = node -> !node.equals(self);
    return new Configuration(
        configuration.voters().stream().filter(others).toList(),
        configuration.learners().stream().filter(others).toList());
  }
}
