package conclave.monitor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.monitor.Sighting.Presence;
import conclave.raft.log.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures its node, tells every member, and remembers when each was heard. If it dies, it begins
 * anew: for a moment the others count as starting, and nothing else notices.
 *
 * <p>Holds one line for each member, and has at most one measurement under way: when the disk
 * hangs, it goes on telling the last figures.
 */
public final class NodeMonitor extends AbstractBehavior<NodeMonitor.Command> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-monitor";

  /** What it takes; from other nodes only a {@link Heartbeat}. */
  public sealed interface Command permits Heartbeat, GetSightings, Gauge.Measured, Tick {}

  /** Asks for every member, this node included; answered at once. */
  public record GetSightings(ActorRef<Sightings> replyTo) implements Command {}

  /** Every member, sorted. */
  public record Sightings(List<Sighting> nodes) {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** Where heartbeats go; a node that is away is silence. */
  public interface Links {
    void tell(NodeId to, Heartbeat heartbeat);
  }

  /**
   * What a node gives.
   *
   * @param self this node; counts as a member always
   * @param members everybody; asked again and again, from this actor's thread
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self,
      Supplier<? extends Collection<NodeId>> members,
      Links links,
      Probe probe,
      LongSupplier nanoClock,
      MonitorSettings settings) {}

  /** Vitals are null for a member that is only waited for since then. */
  private record Heard(long atNanos, Vitals vitals) {}

  private final Setup setup;
  private final ActorRef<Gauge.Measure> gauge;
  private final Map<NodeId, Heard> heard = new HashMap<>();
  private long lastTick;
  private Vitals own = Vitals.UNKNOWN;
  private boolean measuring;
  private String failure = "";

  private NodeMonitor(ActorContext<Command> context, Setup setup) {
    super(context);
    this.setup = setup;
    this.gauge = context.spawn(Gauge.create(setup.probe()), "gauge", DispatcherSelector.blocking());
    this.lastTick = setup.nanoClock().getAsLong();
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, setup.settings().interval());
                  context.getSelf().tell(Tick.INSTANCE);
                  return new NodeMonitor(context, setup);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heartbeat.class, this::onHeartbeat)
        .onMessage(GetSightings.class, this::onGetSightings)
        .onMessage(Gauge.Measured.class, this::onMeasured)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .build();
  }

  private Behavior<Command> onTick() {
    long now = setup.nanoClock().getAsLong();
    excusePause(now);
    lastTick = now;
    if (!measuring) {
      measuring = true;
      gauge.tell(new Gauge.Measure(getContext().getSelf().narrow()));
    }
    Collection<NodeId> members = setup.members().get();
    heard.keySet().retainAll(members);
    Heartbeat heartbeat = new Heartbeat(setup.self(), own);
    for (NodeId member : members) {
      if (!member.equals(setup.self())) {
        heard.putIfAbsent(member, new Heard(now, null));
        setup.links().tell(member, heartbeat);
      }
    }
    return this;
  }

  /** While this node slept it heard nobody, and that is nobody's fault but its own. */
  private void excusePause(long now) {
    long late = now - lastTick - setup.settings().interval().toNanos();
    if (late > setup.settings().interval().toNanos()) {
      heard.replaceAll((node, last) -> new Heard(last.atNanos() + late, last.vitals()));
    }
  }

  private Behavior<Command> onMeasured(Gauge.Measured measured) {
    measuring = false;
    if (measured.vitals() != null) {
      own = measured.vitals();
    } else if (!measured.failure().equals(failure)) {
      getContext().getLog().warn("Cannot measure this node: {}", measured.failure());
    }
    failure = measured.failure();
    return this;
  }

  private Behavior<Command> onHeartbeat(Heartbeat heartbeat) {
    if (setup.members().get().contains(heartbeat.sender())) {
      heard.put(heartbeat.sender(), new Heard(setup.nanoClock().getAsLong(), heartbeat.vitals()));
    }
    return this;
  }

  private Behavior<Command> onGetSightings(GetSightings ask) {
    long now = setup.nanoClock().getAsLong();
    List<Sighting> all =
        Stream.concat(Stream.of(setup.self()), setup.members().get().stream())
            .distinct()
            .sorted()
            .map(node -> sighting(node, now))
            .toList();
    ask.replyTo().tell(new Sightings(all));
    return this;
  }

  private Sighting sighting(NodeId node, long now) {
    if (node.equals(setup.self())) {
      return new Sighting(node, Presence.UP, own);
    }
    Heard last = heard.getOrDefault(node, new Heard(now, null));
    boolean silent = now - last.atNanos() > setup.settings().patienceNanos();
    if (last.vitals() == null) {
      return new Sighting(node, silent ? Presence.UNREACHABLE : Presence.STARTING, Vitals.UNKNOWN);
    }
    return new Sighting(node, silent ? Presence.UNREACHABLE : Presence.UP, last.vitals());
  }
}
