package conclave.node.services;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.supervision.ReplicaSupervisor;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way to a group from the start of the process on, so that whoever is given it need not know
 * whether there is a cluster yet. Rejects while there is none; then passes everything on to this
 * node's gateway.
 *
 * <pre>
 *   SHUT --Opened--> asks the supervisor --Found(gateway)--> OPEN
 * </pre>
 *
 * <p>If it dies, the next one asks again, and requests in its mailbox are lost.
 */
public final class Gate extends AbstractBehavior<Object> {

  /**
   * What a node gives.
   *
   * @param group behind the gate
   * @param supervisor who knows the gateways; empty while there is no cluster
   * @param waitsFor what the node waits for, while it is in no cluster
   */
  public record Setup(
      String group,
      Supplier<Optional<ActorRef<ReplicaSupervisor.Command>>> supervisor,
      Supplier<Optional<String>> waitsFor) {}

  /** The cluster is formed. */
  public enum Opened {
    INSTANCE
  }

  private record Found(ActorRef<Gateway.Command> gateway) {}

  private final Setup setup;
  private Optional<ActorRef<Gateway.Command>> gateway = Optional.empty();

  private Gate(ActorContext<Object> context, Setup setup) {
    super(context);
    this.setup = setup;
    find();
  }

  /** Takes {@link Gateway.Command}s, and {@link Opened}. */
  public static Behavior<Object> create(Setup setup) {
    return Behaviors.supervise(Behaviors.setup(context -> new Gate(context, setup)))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(50), Duration.ofSeconds(5), 0.1));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Gateway.Command.class, this::onCommand)
        .onMessage(Found.class, this::onFound)
        .onMessageEquals(Opened.INSTANCE, this::find)
        .build();
  }

  private Behavior<Object> onCommand(Gateway.Command command) {
    if (gateway.isPresent()) {
      gateway.get().tell(command);
    } else {
      command.reply().tell(new Outcome.Rejected<>(Outcome.Reason.NO_LEADER, reason()));
    }
    return this;
  }

  private String reason() {
    return setup.waitsFor().get().orElse("this node has just joined its cluster");
  }

  private Behavior<Object> find() {
    setup.supervisor().get().ifPresent(this::find);
    return this;
  }

  private void find(ActorRef<ReplicaSupervisor.Command> supervisor) {
    ActorRef<Object> self = getContext().getSelf();
    ActorRef<Optional<ActorRef<Gateway.Command>>> found =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    answer -> {
                      answer.ifPresent(way -> self.tell(new Found(way)));
                      return Behaviors.stopped();
                    }));
    supervisor.tell(new ReplicaSupervisor.FindGateway(setup.group(), found));
  }

  /** It is restarted in place whatever happens to it, so it is found once. */
  private Behavior<Object> onFound(Found found) {
    gateway = Optional.of(found.gateway());
    return this;
  }
}
