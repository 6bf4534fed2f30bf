package conclave.replica.supervision;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.Replica;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySession;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.JournalWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The whole supervision of a node's replicas and of the way to them.
 *
 * <table>
 * <caption>Who lives how long, and what happens when it dies</caption>
 * <tr><th>actor</th><th>lives</th><th>if it dies</th></tr>
 * <tr><td>JournalWriter</td><td>as long as the node</td><td>all replicas of the node are rebuilt;
 *     if the journal itself is broken, everything stops, for good, and the node is told</td></tr>
 * <tr><td>Replica</td><td>as long as the node</td><td>spawned again after a back-off, rebuilt from
 *     the journal as a new incarnation</td></tr>
 * <tr><td>Election</td><td>one campaign</td><td>the campaign is lost; the next time-out starts
 *     another</td></tr>
 * <tr><td>Replication</td><td>one term of leading</td><td>the replica steps down; that term is
 *     burnt: it leads again only in a higher one</td></tr>
 * <tr><td>Catchup</td><td>one lagging peer</td><td>the peer is probed again, and another is
 *     started if it still needs a snapshot</td></tr>
 * <tr><td>Applier</td><td>with its Replica</td><td>another one loads the latest snapshot and
 *     applies the log after it; a machine that fails again at the same entry halts the replica,
 *     naming index and command</td></tr>
 * <tr><td>Gateway</td><td>as long as the node</td><td>restarted at once, mail is kept; callers get
 *     Unknown (Rejected, where nothing was sent) and may retry: session and numbers live
 *     here</td></tr>
 * </table>
 *
 * <p>Start it with {@code system.systemActorOf(ReplicaSupervisor.create(setup), "conclave", ...)},
 * and {@link conclave.replica.peers.Bulk} beside it: peers send to those paths.
 */
public final class ReplicaSupervisor extends AbstractBehavior<Object> {

  /** Its name among the system actors. */
  public static final String NAME = "conclave";

  /**
   * What a node gives.
   *
   * @param groups the groups that this node hosts
   * @param onFatal called once with a sentence when the journal is broken: the process must stop;
   *     called by an actor, so it must not block
   */
  public record Setup(
      Ports ports,
      JournalPort journal,
      List<GroupSpec> groups,
      GatewaySettings gateways,
      Backoff backoff,
      Consumer<String> onFatal) {}

  /** What a node may ask. */
  public sealed interface Command {}

  /** Asks for the gateway of a group; empty where this node has none. */
  public record FindGateway(String group, ActorRef<Optional<ActorRef<Gateway.Command>>> replyTo)
      implements Command {}

  private enum Rebuild {
    REPLICAS,
    GATEWAYS
  }

  private final TimerScheduler<Object> timers;
  private final Setup setup;
  private final RandomGenerator random;
  private final AtomicLong incarnations = new AtomicLong();
  private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();
  private ActorRef<JournalWriter.Command> journal;
  private ActorRef<KeptAlive.Command> replicas;
  private ActorRef<KeptAlive.Command> gateways;

  private ReplicaSupervisor(
      ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.random = setup.ports().random();
    for (GroupSpec group : setup.groups()) {
      sessions.put(group.name(), new GatewaySession(ownRandom()));
    }
    spawnReplicas();
    spawnGateways();
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new ReplicaSupervisor(context, timers, setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(FindGateway.class, this::onFindGateway)
        .onMessage(JournalWriter.JournalFailed.class, this::onJournalFailed)
        .onMessageEquals(Rebuild.REPLICAS, this::onRebuildReplicas)
        .onMessageEquals(Rebuild.GATEWAYS, this::onRebuildGateways)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private RandomGenerator ownRandom() {
    return new SplittableRandom(random.nextLong());
  }

  private void spawnReplicas() {
    journal =
        getContext()
            .spawn(
                JournalWriter.create(setup.journal(), getContext().getSelf().narrow()),
                "journal-writer");
    getContext().watch(journal);
    Ports ports = setup.ports().withRandom(ownRandom());
    Map<String, Supplier<Behavior<Object>>> children = new LinkedHashMap<>();
    for (GroupSpec group : setup.groups()) {
      children.put(group.name(), () -> replica(group, ports));
    }
    replicas = getContext().spawn(KeptAlive.create(setup.backoff(), children), "replicas");
    getContext().watch(replicas);
  }

  private Behavior<Object> replica(GroupSpec group, Ports ports) {
    RandomGenerator own = new SplittableRandom(ports.random().nextLong());
    return Replica.create(
        new Replica.Setup(group, ports.withRandom(own), journal, incarnations.incrementAndGet()));
  }

  private void spawnGateways() {
    Map<String, Supplier<Behavior<Object>>> children = new LinkedHashMap<>();
    for (GroupSpec group : setup.groups()) {
      children.put(group.name(), () -> gateway(group.name()));
    }
    gateways = getContext().spawn(KeptAlive.create(setup.backoff(), children), "gateways");
    getContext().watch(gateways);
  }

  private Behavior<Object> gateway(String group) {
    Gateway.Setup given =
        new Gateway.Setup(
            group,
            new Standing.Member(setup.ports().self()),
            setup.gateways(),
            sessions.get(group),
            setup.ports().nanoClock(),
            setup.ports().peers());
    return Behaviors.supervise(Gateway.create(given)).onFailure(SupervisorStrategy.restart());
  }

  private Behavior<Object> onFindGateway(FindGateway find) {
    ActorRef<Optional<ActorRef<Object>>> found =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    gateway -> {
                      find.replyTo().tell(gateway.map(ActorRef::narrow));
                      return Behaviors.stopped();
                    }));
    gateways.tell(new KeptAlive.Find(find.group(), found));
    return this;
  }

  /** One for all: a replica must not go on with a journal writer that lost some of its writes. */
  private Behavior<Object> onTerminated(Terminated ended) {
    if (ended.getRef().equals(journal)) {
      journal = null;
      getContext().stop(replicas);
    } else if (ended.getRef().equals(replicas)) {
      replicas = null;
      if (journal != null) {
        getContext().stop(journal);
      }
    } else if (ended.getRef().equals(gateways)) {
      timers.startSingleTimer(Rebuild.GATEWAYS, setup.backoff().min());
    }
    if (journal == null && replicas == null) {
      timers.startSingleTimer(Rebuild.REPLICAS, setup.backoff().min());
    }
    return this;
  }

  private Behavior<Object> onRebuildReplicas() {
    spawnReplicas();
    return this;
  }

  private Behavior<Object> onRebuildGateways() {
    spawnGateways();
    return this;
  }

  /** Nobody may go on: what the disk holds is not known until it is read again. */
  private Behavior<Object> onJournalFailed(JournalWriter.JournalFailed failed) {
    setup.onFatal().accept(failed.reason());
    return Behaviors.stopped();
  }
}
