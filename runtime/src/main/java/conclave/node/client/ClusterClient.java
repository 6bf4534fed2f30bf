package conclave.node.client;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.node.HostPort;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.GatewaySettings;
import conclave.replica.gateway.Standing;
import conclave.replica.peers.ArteryPeers;
import conclave.replica.peers.Bulk;
import conclave.replica.supervision.ClientSupervisor;
import conclave.replica.supervision.ReplicaSupervisor;
import conclave.serialization.PeerAddress;
import conclave.serialization.WireCodec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A process that hosts no replica becomes a client of a cluster: finds the members through any of
 * some addresses, and then has a {@link Gateway} to each group, with the promises that it has on a
 * member. One for each ActorSystem, which must be set as {@code conclave-akka.conf} says.
 *
 * <pre>
 *   SEARCHING --Roster with a membership--> CONNECTED --every 5 s--> Roster: addresses may change
 *       `-- every 200 ms: an Inquiry to each contact; Waiting says what is missing
 * </pre>
 *
 * <p>It never gives up; whoever waits for it sets the limit. If it dies, gateways go on with the
 * addresses they know.
 */
public final class ClusterClient extends AbstractBehavior<ClusterClient.Command> {

  /** What it takes; from other processes only a {@link Roster}. */
  public sealed interface Command permits Roster, Tick, Found {}

  /** What becomes of the search. */
  public sealed interface Progress {}

  /**
   * There is a way to each group; said once.
   *
   * @param gateways by the group's name; the references stay good
   */
  public record Connected(Map<String, ActorRef<Gateway.Command>> gateways) implements Progress {}

  /** Not yet; one sentence says what is missing. */
  public record Waiting(String sentence) implements Progress {}

  /**
   * What a process gives.
   *
   * @param contacts addresses of some nodes, for their Artery
   * @param system the name of the nodes' ActorSystems
   * @param groups whose gateways are wanted
   * @param random names this client; two clients must not draw alike
   */
  public record Setup(
      List<HostPort> contacts,
      String system,
      List<String> groups,
      LongSupplier nanoClock,
      RandomGenerator random,
      ActorRef<Progress> progress) {}

  enum Tick implements Command {
    INSTANCE
  }

  record Found(String group, ActorRef<Gateway.Command> gateway) implements Command {}

  private static final Duration SEARCH = Duration.ofMillis(200);
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final TimerScheduler<Command> timers;
  private final Setup setup;
  private final Members members;
  private final Map<String, ActorRef<Gateway.Command>> gateways = new LinkedHashMap<>();
  private boolean connected;

  private ClusterClient(
      ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.members = new Members(setup.system());
  }

  /** Begins to search at once. */
  public static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  ClusterClient client = new ClusterClient(context, timers, setup);
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, SEARCH);
                  client.inquire();
                  return client;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Roster.class, this::onRoster)
        .onMessage(Found.class, this::onFound)
        .onMessageEquals(Tick.INSTANCE, this::inquire)
        .build();
  }

  private Behavior<Command> inquire() {
    setup.contacts().forEach(contact -> ask(members.at(contact)));
    members.ids().forEach(member -> members.find(member).ifPresent(this::ask));
    return this;
  }

  private void ask(PeerAddress at) {
    String path = at + "/system/" + Reception.NAME;
    ActorRef<Inquiry> reception =
        ActorRefResolver.get(getContext().getSystem()).resolveActorRef(path);
    reception.tell(new Inquiry(getContext().getSelf().narrow()));
  }

  private Behavior<Command> onRoster(Roster roster) {
    if (roster.oldestProtocol() > WireCodec.MAX_VERSION
        || roster.newestProtocol() < WireCodec.MIN_VERSION) {
      return waiting(
          "a node speaks protocol versions %d to %d, this client %d to %d"
              .formatted(
                  roster.oldestProtocol(),
                  roster.newestProtocol(),
                  WireCodec.MIN_VERSION,
                  WireCodec.MAX_VERSION));
    }
    if (roster.membership().isEmpty()) {
      return waiting("a node answers that it is in no cluster yet");
    }
    members.learn(roster.membership().get());
    if (!connected && !members.ids().isEmpty()) {
      connected = true;
      timers.startTimerWithFixedDelay(Tick.INSTANCE, REFRESH);
      connect();
    }
    return this;
  }

  private Behavior<Command> waiting(String sentence) {
    if (!connected) {
      setup.progress().tell(new Waiting(sentence));
    }
    return this;
  }

  private void connect() {
    ActorSystem<?> system = getContext().getSystem();
    NodeId self =
        new NodeId("client-%016x".formatted(setup.random().nextLong()), setup.random().nextLong());
    ClientSupervisor.Setup given =
        new ClientSupervisor.Setup(
            new Standing.Client(self, ownAddress(), members::ids),
            setup.groups(),
            GatewaySettings.create(system.settings().config()),
            new ArteryPeers(system, self, members::find),
            setup.nanoClock(),
            new SplittableRandom(setup.random().nextLong()));
    system.systemActorOf(Bulk.create(), Bulk.NAME, Props.empty());
    ActorRef<ClientSupervisor.FindGateway> supervisor =
        system.systemActorOf(ClientSupervisor.create(given), ReplicaSupervisor.NAME, Props.empty());
    ActorRef<Command> client = getContext().getSelf();
    for (String group : setup.groups()) {
      supervisor.tell(
          new ClientSupervisor.FindGateway(
              group,
              getContext()
                  .spawnAnonymous(
                      Behaviors.receiveMessage(
                          gateway -> {
                            client.tell(new Found(group, gateway.orElseThrow()));
                            return Behaviors.stopped();
                          }))));
    }
  }

  /** Where Artery listens, which the operating system may have chosen. */
  private PeerAddress ownAddress() {
    ActorRefResolver resolver = ActorRefResolver.get(getContext().getSystem());
    Address at = AddressFromURIString.parse(resolver.toSerializationFormat(getContext().getSelf()));
    return new PeerAddress(at.system(), at.getHost().orElseThrow(), at.getPort().orElseThrow());
  }

  private Behavior<Command> onFound(Found found) {
    gateways.put(found.group(), found.gateway());
    if (gateways.size() == setup.groups().size()) {
      setup.progress().tell(new Connected(Map.copyOf(gateways)));
    }
    return this;
  }
}
