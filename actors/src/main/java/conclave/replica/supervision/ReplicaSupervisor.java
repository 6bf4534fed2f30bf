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
import conclave.machine.keys.KeyRetention;
import conclave.replica.GroupSpec;
import conclave.replica.Ports;
import conclave.replica.Replica;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySession;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.JournalWriter;
import conclave.replica.keys.KeyClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The whole supervision of a node's replicas and of the way to them.
 *
 * <table>
 * <caption>Who lives how long, and what happens when it dies</caption>
 * <tr><th>actor</th><th>lives</th><th>if it dies</th></tr>
 * <tr><td>JournalWriter</td><td>as long as the node</td><td>all replicas of the node are rebuilt;
 *     if the journal itself is broken, or no log is kept on disk, everything stops, for good, and
 *     the node is told</td></tr>
 * <tr><td>Replica</td><td>as long as the node</td><td>restarted after a back-off, rebuilt from the
 *     journal as a new incarnation</td></tr>
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
 * <tr><td>Farewell</td><td>one request to hand over</td><td>whoever asked hears nothing; what this
 *     node led, it leads still or another one does</td></tr>
 * <tr><td>KeyClock</td><td>as long as the node</td><td>restarted after a back-off; begins afresh,
 *     so that answers under idempotency keys are kept longer</td></tr>
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
   * @param keys for how long answers are kept under idempotency keys
   * @param onFatal called once with a sentence when the journal is broken: the process must stop;
   *     called by an actor, so it must not block
   */
  public record Setup(
      Ports ports,
      JournalPort journal,
      List<GroupSpec> groups,
      GatewaySettings gateways,
      KeyRetention.Settings keys,
      Backoff backoff,
      Consumer<String> onFatal) {}

  /** What a node may ask. */
  public sealed interface Command {}

  /** Asks for the gateway of a group; empty where this node has none. */
  public record FindGateway(String group, ActorRef<Optional<ActorRef<Gateway.Command>>> replyTo)
      implements Command {}

  /**
   * Whatever groups this node leads shall go to other voters; for a node that is about to stop,
   * since it may be elected again.
   *
   * @param within after so long it is answered in any case
   */
  public record HandOver(Duration within, ActorRef<HandedOver> replyTo) implements Command {}

  /**
   * What this node led, by group.
   *
   * @param successors who leads now
   * @param kept a sentence on why nobody else could be made to, or was not yet
   */
  public record HandedOver(Map<String, String> successors, Map<String, String> kept) {
    public HandedOver {
      successors = Map.copyOf(successors);
      kept = Map.copyOf(kept);
    }
  }

  private record Find(String name, ActorRef<Optional<ActorRef<Object>>> replyTo) {}

  private enum Spawn {
    JOURNAL_WRITER
  }

  private final TimerScheduler<Object> timers;
  private final Setup setup;
  private final AtomicLong incarnations = new AtomicLong();
  private final AtomicReference<ActorRef<JournalWriter.Command>> journal = new AtomicReference<>();
  private final ActorRef<Find> gateways;

  private ReplicaSupervisor(
      ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    spawnJournalWriter();
    Map<String, Behavior<Object>> replicas = new LinkedHashMap<>();
    Map<String, Behavior<Object>> ways = new LinkedHashMap<>();
    Map<String, Behavior<Object>> clocks = new LinkedHashMap<>();
    for (GroupSpec group : setup.groups()) {
      replicas.put(group.name(), replica(group));
      ways.put(group.name(), gateway(group.name()));
      clocks.put(group.name(), keyClock(group.name()));
    }
    context.spawn(parent(replicas), "replicas");
    gateways = context.spawn(parent(ways), "gateways");
    context.spawn(parent(clocks), "key-clocks");
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
        .onMessage(HandOver.class, this::onHandOver)
        .onMessage(JournalWriter.JournalFailed.class, this::onJournalFailed)
        .onMessageEquals(Spawn.JOURNAL_WRITER, this::onSpawnJournalWriter)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private RandomGenerator ownRandom() {
    return new SplittableRandom(setup.ports().random().nextLong());
  }

  private void spawnJournalWriter() {
    ActorRef<JournalWriter.Command> writer =
        getContext()
            .spawn(
                JournalWriter.create(setup.journal(), getContext().getSelf().narrow()),
                "journal-writer");
    getContext().watch(writer);
    journal.set(writer);
  }

  private Behavior<Object> replica(GroupSpec group) {
    Replica.Setup given =
        new Replica.Setup(
            group,
            setup.ports().withRandom(ownRandom()),
            journal::get,
            incarnations::incrementAndGet);
    return Behaviors.supervise(Replica.create(given)).onFailure(setup.backoff().restart());
  }

  private Behavior<Object> gateway(String group) {
    Gateway.Setup given =
        new Gateway.Setup(
            group,
            new Standing.Member(setup.ports().self()),
            setup.gateways(),
            new GatewaySession(ownRandom()),
            setup.ports().nanoClock(),
            setup.ports().peers());
    return Behaviors.supervise(Gateway.create(given)).onFailure(SupervisorStrategy.restart());
  }

  private Behavior<Object> keyClock(String group) {
    KeyClock.Setup given =
        new KeyClock.Setup(setup.ports().self(), group, setup.keys(), setup.ports().nanoClock());
    return Behaviors.supervise(KeyClock.create(given)).onFailure(setup.backoff().restart());
  }

  /** Gives its children their place in the tree; they restart in place and never stop. */
  private static Behavior<Find> parent(Map<String, Behavior<Object>> children) {
    return Behaviors.setup(
        context -> {
          Map<String, ActorRef<Object>> spawned = new LinkedHashMap<>();
          children.forEach((name, child) -> spawned.put(name, context.spawn(child, name)));
          return Behaviors.receiveMessage(
              find -> {
                find.replyTo().tell(Optional.ofNullable(spawned.get(find.name())));
                return Behaviors.same();
              });
        });
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
    gateways.tell(new Find(find.group(), found));
    return this;
  }

  private Behavior<Object> onHandOver(HandOver request) {
    List<String> groups = setup.groups().stream().map(GroupSpec::name).toList();
    getContext().spawnAnonymous(Farewell.create(request, groups));
    return this;
  }

  /** The replicas watch it too and restart, since it may have lost some of their writes. */
  private Behavior<Object> onTerminated(Terminated journalWriter) {
    if (setup.journal().endsWithTheProcess()) {
      setup.onFatal().accept("the journal's writer died, and no log is kept on disk");
      return Behaviors.stopped();
    }
    timers.startSingleTimer(Spawn.JOURNAL_WRITER, setup.backoff().min());
    return this;
  }

  private Behavior<Object> onSpawnJournalWriter() {
    spawnJournalWriter();
    return this;
  }

  /** Nobody may go on: what the disk holds is not known until it is read again. */
  private Behavior<Object> onJournalFailed(JournalWriter.JournalFailed failed) {
    setup.onFatal().accept(failed.reason());
    return Behaviors.stopped();
  }
}
