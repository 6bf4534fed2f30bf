package conclave.node.handover;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.node.handover.Verdict.Kind;
import conclave.raft.Handover.Outcome;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import conclave.serialization.PeerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Brings wishes to the replica that leads: this node's, or the leader's node, once. It holds
 * nothing but wishes under way; if it dies they are lost, and whoever asked hears that at its
 * deadline.
 */
public final class Handovers extends AbstractBehavior<Handovers.Command> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-handovers";

  /** Each group takes one at a time, so more than a few are a mistake (law L7). */
  private static final int MOST = 64;

  private static final long LONGEST_MS = 60_000;

  /** What it takes. */
  public sealed interface Command permits Wish, Over {}

  /** A wish is answered or too late. */
  record Over() implements Command {}

  /**
   * What a node gives.
   *
   * @param groups the groups that this node hosts
   * @param waitsFor what it waits for while it is in no cluster
   * @param replicas to this node's replica of a group
   * @param desks another node's Handovers; empty where its address is not known
   */
  public record Setup(
      List<String> groups,
      Supplier<Optional<String>> waitsFor,
      BiConsumer<String, Object> replicas,
      Function<NodeId, Optional<ActorRef<Command>>> desks) {}

  private enum Late {
    INSTANCE
  }

  private final Setup setup;
  private int underWay;

  private Handovers(ActorContext<Command> context, Setup setup) {
    super(context);
    this.setup = setup;
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.supervise(Behaviors.<Command>setup(context -> new Handovers(context, setup)))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }

  /** That node's, by path: it may have been restarted since. */
  public static ActorRef<Command> at(ActorSystem<?> system, PeerAddress address) {
    return ActorRefResolver.get(system)
        .resolveActorRef(
            "akka://%s@%s:%d/system/%s"
                .formatted(address.system(), address.host(), address.port(), NAME));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Wish.class, this::onWish)
        .onMessage(Over.class, over -> onOver())
        .build();
  }

  private Behavior<Command> onWish(Wish wish) {
    Optional<String> waitsFor = setup.waitsFor().get();
    if (!setup.groups().contains(wish.group())) {
      return answer(wish, Kind.NO_GROUP, "there is no group " + wish.group());
    }
    if (waitsFor.isPresent()) {
      return answer(wish, Kind.NO_LEADER, waitsFor.get());
    }
    if (underWay >= MOST) {
      return answer(wish, Kind.OVERLOADED, underWay + " handovers are under way");
    }
    underWay++;
    getContext().watchWith(getContext().spawnAnonymous(asking(wish)), new Over());
    return this;
  }

  private Behavior<Command> onOver() {
    underWay--;
    return this;
  }

  private Behavior<Command> answer(Wish wish, Kind kind, String text) {
    wish.replyTo().tell(new Verdict(kind, text));
    return this;
  }

  /** The replica does not answer while it is opening or halted; then nobody hears anything. */
  private Behavior<Object> asking(Wish wish) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  long patience = Math.max(1, Math.min(wish.withinMs(), LONGEST_MS));
                  timers.startSingleTimer(Late.INSTANCE, Duration.ofMillis(patience));
                  setup
                      .replicas()
                      .accept(
                          wish.group(),
                          new Replica.HandOver(Optional.of(wish.to()), context.getSelf().narrow()));
                  return Behaviors.receive(Object.class)
                      .onMessage(Outcome.class, outcome -> heard(wish, outcome))
                      .onMessageEquals(Late.INSTANCE, Behaviors::stopped)
                      .build();
                }));
  }

  private Behavior<Object> heard(Wish wish, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      answer(wish, Kind.DONE, done.leader().name());
    } else if (outcome instanceof Outcome.Failed failed) {
      answer(wish, Kind.FAILED, failed.reason());
    } else if (outcome instanceof Outcome.Elsewhere elsewhere) {
      passOn(wish, elsewhere.leader());
    }
    return Behaviors.stopped();
  }

  private void passOn(Wish wish, Optional<NodeId> leader) {
    Optional<ActorRef<Command>> desk = leader.flatMap(setup.desks());
    if (wish.passedOn() || desk.isEmpty()) {
      answer(wish, Kind.NO_LEADER, "no leader of group " + wish.group() + " was found");
    } else {
      desk.get().tell(wish.passOn());
    }
  }
}
