package conclave.replica.supervision;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.raft.Handover.Outcome;
import conclave.replica.Replica;
import conclave.replica.peers.LocalActors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whatever groups this node leads go to other voters, before the node stops. One for each request;
 * it ends with its answer.
 *
 * <pre>
 *   asks each replica --> leads no more, or never did: settled ----> all settled, or late: HandedOver
 *        ^                         |
 *        `----- after a pause -----' could not be, and was not tried often enough
 * </pre>
 */
final class Farewell extends AbstractBehavior<Object> {

  /** A successor that was not quick enough may be the next time; one that is down will not be. */
  private static final int TRIES = 3;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private record Heard(String group, Outcome outcome) {}

  private record Again(String group) {}

  private enum Late {
    INSTANCE
  }

  private final TimerScheduler<Object> timers;
  private final ActorRef<ReplicaSupervisor.HandedOver> replyTo;
  private final LocalActors local;
  private final Map<String, Integer> tries = new TreeMap<>();
  private final Map<String, String> successors = new TreeMap<>();
  private final Map<String, String> kept = new TreeMap<>();

  private Farewell(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      ReplicaSupervisor.HandOver request,
      List<String> groups) {
    super(context);
    this.timers = timers;
    this.replyTo = request.replyTo();
    this.local = new LocalActors(context.getSystem());
    timers.startSingleTimer(Late.INSTANCE, request.within());
    groups.forEach(group -> tries.put(group, 0));
    groups.forEach(this::ask);
  }

  static Behavior<Object> create(ReplicaSupervisor.HandOver request, List<String> groups) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(Farewell.class);
          return Behaviors.withTimers(timers -> new Farewell(context, timers, request, groups));
        });
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heard.class, this::onHeard)
        .onMessage(Again.class, again -> ask(again.group()))
        .onMessageEquals(Late.INSTANCE, this::onLate)
        .build();
  }

  private Behavior<Object> ask(String group) {
    tries.merge(group, 1, Integer::sum);
    ActorRef<Object> self = getContext().getSelf();
    ActorRef<Outcome> ear =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    outcome -> {
                      self.tell(new Heard(group, outcome));
                      return Behaviors.stopped();
                    }));
    local.replica(group, new Replica.HandOver(Optional.empty(), ear));
    return this;
  }

  private Behavior<Object> onHeard(Heard heard) {
    String group = heard.group();
    if (heard.outcome() instanceof Outcome.Failed failed) {
      if (tries.get(group) < TRIES) {
        kept.put(group, failed.reason());
        timers.startSingleTimer(group, new Again(group), PAUSE);
        return this;
      }
      return settled(group, kept, failed.reason());
    }
    kept.remove(group);
    if (heard.outcome() instanceof Outcome.Done done) {
      return settled(group, successors, done.leader().name());
    }
    tries.remove(group);
    return tries.isEmpty() ? answer() : this;
  }

  private Behavior<Object> settled(String group, Map<String, String> how, String what) {
    how.put(group, what);
    tries.remove(group);
    return tries.isEmpty() ? answer() : this;
  }

  private Behavior<Object> onLate() {
    for (String group : new ArrayList<>(tries.keySet())) {
      kept.putIfAbsent(group, "its replica did not answer in time");
    }
    return answer();
  }

  private Behavior<Object> answer() {
    successors.forEach(
        (group, to) -> getContext().getLog().info("Group {}: handed over to {}", group, to));
    kept.forEach(
        (group, why) -> getContext().getLog().warn("Group {}: not handed over: {}", group, why));
    replyTo.tell(new ReplicaSupervisor.HandedOver(successors, kept));
    return Behaviors.stopped();
  }
}
