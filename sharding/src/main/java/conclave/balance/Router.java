package conclave.balance;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.InternalApi;
import conclave.balance.duty.Duties;
import conclave.balance.route.Effect;
import conclave.balance.route.Freight;
import conclave.balance.route.Outcome;
import conclave.balance.route.Owners;
import conclave.balance.route.Policy;
import conclave.balance.route.Refusal;
import conclave.balance.route.Request;
import conclave.balance.route.Routing;
import conclave.balance.route.Scene;
import conclave.raft.log.NodeId;
import conclave.replica.Alarm;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Takes requests to workers on any node of the cluster, and gives what comes from other nodes to
 * the workers of this one. One on each node, in the same place.
 *
 * <p>Each {@link Route} has exactly one {@link Outcome}, by its deadline or a moment after it. If
 * the router dies, its next life tells those who wait Unknown (Rejected, where each try was
 * refused); workers stay registered, and their answers are taken.
 */
public final class Router extends AbstractBehavior<Object> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-router";

  /** The longest deadline. */
  public static final Duration MAX_WITHIN = Duration.ofHours(1);

  /** What can be asked. */
  public sealed interface Command {}

  /**
   * Has a worker of that service do something. A worker on this node is reached the same way as one
   * elsewhere, bytes included, so what works on one node works on three.
   *
   * @param payload a message that one of the application's serializers takes, such as a {@link
   *     conclave.serialization.CborSerializable}
   * @param safe doing it twice does no harm: where a node is silent or dies, another one is asked;
   *     else that ends as Unknown
   * @param within after so long it is answered in any case; up to an hour
   */
  public record Route(
      String service,
      Policy policy,
      Object payload,
      boolean safe,
      Duration within,
      ActorRef<Outcome> replyTo)
      implements Command {
    public Route {
      Objects.requireNonNull(service, "service");
      Objects.requireNonNull(policy, "policy");
      Objects.requireNonNull(payload, "payload");
      Objects.requireNonNull(within, "within");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /**
   * Offers a service to the whole cluster until the worker stops. Several workers of a service
   * share its work. Answered by Registered or NotRegistered.
   *
   * @param service 1 to {@value Request#MAX_SERVICE_LENGTH} characters
   * @param worker on this node
   */
  public record Register(String service, ActorRef<Work> worker, ActorRef<Registration> replyTo)
      implements Command {
    public Register {
      Objects.requireNonNull(service, "service");
      Objects.requireNonNull(worker, "worker");
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /** What became of a Register. */
  public sealed interface Registration {}

  /** The worker may be given work from now on. */
  public record Registered() implements Registration {}

  /** It gets no work. */
  public record NotRegistered(String message) implements Registration {}

  /** Asks for figures; answered at once. */
  public record GetCounts(ActorRef<Counts> replyTo) implements Command {}

  /**
   * Figures of this process since its start.
   *
   * @param routes what this node sends
   * @param duties what this node does
   * @param unsent answers to nodes whose address is not known, dropped
   */
  public record Counts(Routing.Counts routes, Duties.Counts duties, long unsent) {}

  /** The way to the routers of other nodes; a message may be lost. */
  @InternalApi
  public interface Links {

    /** Sends it; false where that is impossible, so that certainly nothing was sent. */
    boolean tell(NodeId to, RouterMessage message);
  }

  /**
   * What a node gives.
   *
   * @param self this node
   * @param loads every member, and who was heard lately
   * @param owners of keys; {@link Owners#NOBODY} where there is no ring
   * @param nanoClock monotonic
   * @param random draws nodes, and the name of this process: two processes must not draw alike
   */
  @InternalApi
  public record Setup(
      NodeId self,
      Links links,
      LoadView loads,
      Owners owners,
      RouterSettings settings,
      LongSupplier nanoClock,
      RandomGenerator random) {}

  private enum Tick {
    ROUTES,
    ANNOUNCE,
    CHANGED
  }

  /** Deadlines and silent nodes are looked at so often while any route is open. */
  private static final long TICK_NANOS = 20_000_000;

  /** Workers that register together are announced together. */
  private static final Duration SOON = Duration.ofMillis(20);

  private final Setup setup;
  private final RouterMemory memory;
  private final TimerScheduler<Object> timers;
  private final Alarm<Object> alarm;
  private final Parcels parcels;
  private final Post post;
  private final Workers workers;
  private final EffectHost effectHost = new EffectHost();

  private Router(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      Setup setup,
      RouterMemory memory) {
    super(context);
    this.setup = setup;
    this.memory = memory;
    this.timers = timers;
    this.alarm = new Alarm<>(timers, Tick.ROUTES, setup.nanoClock());
    this.parcels = new Parcels(context.getSystem());
    this.post = new Post(setup.self(), context.getSelf(), setup.links());
    this.workers = new Workers(post, setup, memory, parcels);
    memory.duties.workers().forEach(context::watch);
    run(memory.routing.abandon());
    timers.startTimerWithFixedDelay(Tick.ANNOUNCE, setup.settings().announce());
    announce();
  }

  /** Starts it in its place; once in an ActorSystem. It is restarted whenever it dies. */
  @InternalApi
  public static ActorRef<Command> start(ActorSystem<?> system, Setup setup) {
    return system.systemActorOf(create(setup), NAME, Props.empty());
  }

  /** For one actor. It is restarted at once whenever it dies, and its mail is kept. */
  @InternalApi
  public static Behavior<Command> create(Setup setup) {
    RouterMemory memory = new RouterMemory(setup);
    Behavior<Object> router =
        Behaviors.setup(
            context -> {
              context.setLoggerName(Router.class);
              return Behaviors.withTimers(timers -> new Router(context, timers, setup, memory));
            });
    return Behaviors.supervise(router).onFailure(SupervisorStrategy.restart()).narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Route.class, this::onRoute)
        .onMessage(RouterMessage.Finished.class, this::onFinished)
        .onMessage(RouterMessage.TurnedAway.class, this::onTurnedAway)
        .onMessage(RouterMessage.Failed.class, this::onFailed)
        .onMessageEquals(Tick.ROUTES, this::onTick)
        .onMessage(RouterMessage.Perform.class, this::onPerform)
        .onMessage(Workers.Worked.class, this::onWorked)
        .onMessage(Register.class, this::onRegister)
        .onSignal(Terminated.class, this::onTerminated)
        .onMessage(RouterMessage.Offers.class, this::onOffers)
        .onMessageEquals(Tick.ANNOUNCE, this::announce)
        .onMessageEquals(Tick.CHANGED, this::announce)
        .onMessage(GetCounts.class, this::onGetCounts)
        .build();
  }

  private Scene scene() {
    List<Scene.Member> members =
        setup.loads().loads().stream()
            .map(known -> new Scene.Member(known.node(), known.reachable(), known.load()))
            .toList();
    return new Scene(setup.nanoClock().getAsLong(), members, memory.directory, setup.owners());
  }

  private Behavior<Object> onRoute(Route route) {
    if (route.within().compareTo(MAX_WITHIN) > 0 || route.within().compareTo(Duration.ZERO) <= 0) {
      String message = "a deadline of %s must be positive and at most %s";
      return invalid(route, message.formatted(route.within(), MAX_WITHIN));
    }
    if (route.service().length() > Request.MAX_SERVICE_LENGTH) {
      return invalid(route, "no service has a name longer than " + Request.MAX_SERVICE_LENGTH);
    }
    Freight freight;
    try {
      freight = parcels.pack(route.payload());
    } catch (Parcels.UnfitException unfit) {
      return invalid(route, unfit.getMessage());
    }
    Request request =
        new Request(
            route.service(), route.policy(), freight, route.safe(), route.within().toNanos());
    return run(memory.routing.begin(request, route.replyTo(), scene()));
  }

  private Behavior<Object> invalid(Route route, String message) {
    return run(List.of(memory.routing.reject(route.replyTo(), Outcome.Reason.INVALID, message)));
  }

  private Behavior<Object> onFinished(RouterMessage.Finished finished) {
    if (isForeign(finished.which())) {
      return this;
    }
    Routing.Try which = tryOf(finished.which());
    Object reply;
    try {
      reply = parcels.unpack(finished.reply());
    } catch (Parcels.UnfitException unfit) {
      String message = "it was done, but the reply is lost: " + unfit.getMessage();
      return run(memory.routing.failed(which, false, message, scene()));
    }
    return run(memory.routing.finished(which, reply));
  }

  private Behavior<Object> onTurnedAway(RouterMessage.TurnedAway away) {
    if (isForeign(away.which())) {
      return this;
    }
    Refusal why = Refusal.named(away.why());
    return run(memory.routing.refused(tryOf(away.which()), why, away.message(), scene()));
  }

  private Behavior<Object> onFailed(RouterMessage.Failed failed) {
    if (isForeign(failed.which())) {
      return this;
    }
    return run(
        memory.routing.failed(tryOf(failed.which()), failed.again(), failed.message(), scene()));
  }

  private static Routing.Try tryOf(RouterMessage.Try which) {
    return new Routing.Try(which.id(), which.number());
  }

  private boolean isForeign(RouterMessage.Try which) {
    boolean foreign = which.life() != memory.life;
    if (foreign) {
      memory.routing.foreign();
    }
    return foreign;
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    return run(memory.routing.tick(scene()));
  }

  private Behavior<Object> run(List<Effect<ActorRef<Outcome>>> effects) {
    effects.forEach(effect -> effect.accept(effectHost));
    if (!memory.routing.isIdle()) {
      alarm.set(setup.nanoClock().getAsLong() + TICK_NANOS);
    }
    return this;
  }

  private final class EffectHost implements Effect.Host<ActorRef<Outcome>> {

    @Override
    public void on(Effect.Send<ActorRef<Outcome>> send) {
      Request request = send.request();
      RouterMessage perform =
          new RouterMessage.Perform(
              setup.self(),
              new RouterMessage.Try(memory.life, send.id(), send.number()),
              request.service(),
              request.key(),
              send.epoch(),
              send.leftNanos(),
              request.freight());
      if (!post.tell(send.to(), perform)) {
        Routing.Try which = new Routing.Try(send.id(), send.number());
        run(memory.routing.refused(which, Refusal.NO_ADDRESS, "its address is not known", scene()));
      }
    }

    @Override
    public void on(Effect.Settle<ActorRef<Outcome>> settle) {
      settle.caller().tell(settle.outcome());
    }
  }

  private Behavior<Object> onPerform(RouterMessage.Perform perform) {
    workers.perform(perform);
    return this;
  }

  private Behavior<Object> onWorked(Workers.Worked worked) {
    workers.worked(worked);
    return this;
  }

  private Behavior<Object> onRegister(Register register) {
    Registration answer = workers.register(register);
    if (answer instanceof Registered) {
      getContext().watch(register.worker());
      offersChanged();
    }
    register.replyTo().tell(answer);
    return this;
  }

  private Behavior<Object> onTerminated(Terminated worker) {
    workers.stopped(worker.getRef().unsafeUpcast());
    offersChanged();
    return this;
  }

  private void offersChanged() {
    memory.directory.heard(setup.self(), memory.duties.services());
    if (!timers.isTimerActive(Tick.CHANGED)) {
      timers.startSingleTimer(Tick.CHANGED, SOON);
    }
  }

  private Behavior<Object> announce() {
    List<NodeId> members = setup.loads().loads().stream().map(LoadView.NodeLoad::node).toList();
    memory.directory.retain(members);
    memory.directory.heard(setup.self(), memory.duties.services());
    RouterMessage offers =
        new RouterMessage.Offers(setup.self(), List.copyOf(memory.duties.services()));
    members.stream().filter(m -> !m.equals(setup.self())).forEach(m -> post.tell(m, offers));
    return this;
  }

  private Behavior<Object> onOffers(RouterMessage.Offers offers) {
    boolean known =
        setup.loads().loads().stream().anyMatch(load -> load.node().equals(offers.sender()));
    if (known) {
      memory.directory.heard(offers.sender(), offers.services());
    }
    return this;
  }

  private Behavior<Object> onGetCounts(GetCounts ask) {
    ask.replyTo().tell(new Counts(memory.routing.counts(), memory.duties.counts(), memory.unsent));
    return this;
  }
}
