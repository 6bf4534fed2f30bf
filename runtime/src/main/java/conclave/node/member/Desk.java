package conclave.node.member;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.node.member.wish.Admission;
import conclave.node.member.wish.Candidature;
import conclave.node.member.wish.Dismissal;
import conclave.node.member.wish.Verdict;
import conclave.node.member.wish.Wish;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.serialization.PeerAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes wishes about members, of people at this node and of nodes that join, and has a {@link
 * Clerk} see to each. It holds nothing but how many there are; if it dies, those under way are
 * lost, and whoever asked hears that at its deadline.
 */
public final class Desk extends AbstractBehavior<Desk.Command> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-members";

  /** Members come and go one at a time, so more than a few are a mistake (law L7). */
  private static final int MOST = 64;

  private static final Duration APPLICATION = Duration.ofSeconds(3);

  /** What it takes; from other nodes only an {@link Application}. */
  public sealed interface Command permits Application, Admit, Dismiss, Over {}

  /**
   * The node of that name that waits at that address shall be a member.
   *
   * @param address {@code host:port}
   * @param within after so long it is answered in any case
   */
  public record Admit(String name, String address, Duration within, ActorRef<Verdict> replyTo)
      implements Command {}

  /** Whoever has that name shall be no member any more. */
  public record Dismiss(String name, Duration within, ActorRef<Verdict> replyTo)
      implements Command {}

  /** A wish is over. */
  record Over() implements Command {}

  /**
   * What a node gives.
   *
   * @param waitsFor what it waits for while it is in no cluster
   * @param register the way to the group that has the register
   * @param sought finds out who is at an address
   * @param heard whether a member was heard lately
   * @param removed whether this node was removed itself
   */
  public record Setup(
      NodeId self,
      Supplier<Optional<String>> waitsFor,
      ActorRef<Gateway.Command> register,
      Consumer<Sought> sought,
      Predicate<NodeId> heard,
      Supplier<Boolean> removed) {}

  private final Setup setup;
  private int underWay;

  private Desk(ActorContext<Command> context, Setup setup) {
    super(context);
    this.setup = setup;
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.supervise(Behaviors.<Command>setup(context -> new Desk(context, setup)))
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
        .onMessage(Application.class, this::onApplication)
        .onMessage(Admit.class, this::onAdmit)
        .onMessage(Dismiss.class, this::onDismiss)
        .onMessage(Over.class, over -> onOver())
        .build();
  }

  private Behavior<Command> onApplication(Application asked) {
    Wish wish = new Candidature(asked.node(), asked.address(), setup.heard());
    return begin(
        wish,
        APPLICATION,
        verdict ->
            asked
                .replyTo()
                .tell(new Answer(verdict.kind() == Verdict.Kind.NAME_TAKEN, verdict.text())));
  }

  private Behavior<Command> onAdmit(Admit asked) {
    Wish wish = new Admission(asked.name(), asked.address(), setup.heard());
    return begin(wish, asked.within(), asked.replyTo()::tell);
  }

  private Behavior<Command> onDismiss(Dismiss asked) {
    return begin(new Dismissal(asked.name()), asked.within(), asked.replyTo()::tell);
  }

  private Behavior<Command> begin(Wish wish, Duration within, Consumer<Verdict> answer) {
    Optional<String> waitsFor = setup.waitsFor().get();
    if (waitsFor.isPresent()) {
      answer.accept(new Verdict(Verdict.Kind.NOT_DONE, waitsFor.get()));
    } else if (underWay >= MOST) {
      answer.accept(
          new Verdict(Verdict.Kind.OVERLOADED, underWay + " changes of members are waited for"));
    } else {
      underWay++;
      getContext()
          .watchWith(
              getContext()
                  .spawnAnonymous(Clerk.create(setup, new Clerk.Order(wish, within, answer))),
              new Over());
    }
    return this;
  }

  private Behavior<Command> onOver() {
    underWay--;
    return this;
  }
}
