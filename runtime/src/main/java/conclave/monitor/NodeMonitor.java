package conclave.monitor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.InternalApi;
import conclave.raft.log.NodeId;
import conclave.replica.supervision.Backoff;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Measures its node, tells every member, and tells those who subscribed what changed. If it dies,
 * it goes on from the picture on its {@link MonitorBoard}, with the same subscribers; supervise it
 * so that its children are not stopped, since one of them may wait for a disk.
 *
 * <p>Holds one line for each member, and has at most one measurement under way: when the disk
 * hangs, it goes on telling the last figures, which age, and how long the journal waits.
 */
public final class NodeMonitor extends AbstractBehavior<NodeMonitor.Command> {

  /** Its name among the system actors, the same on all nodes. */
  public static final String NAME = "conclave-monitor";

  /** What it takes; from other nodes only a {@link Heartbeat}. */
  public sealed interface Command
      permits Heartbeat, GetSightings, Subscribe, Unsubscribe, Gauge.Measured, Gone, Time {}

  /** Asks for every member, this node included; answered at once. */
  public record GetSightings(ActorRef<Sightings> replyTo) implements Command {}

  /** Every member, sorted. */
  public record Sightings(List<Sighting> nodes) {}

  /**
   * Asks to hear what is and what changes; see {@link MonitorEvent}. Ends with the subscriber's
   * life. Only for actors of this node, and a bounded number of them.
   */
  public record Subscribe(ActorRef<MonitorEvent> subscriber) implements Command {}

  /** Asks to hear no more. */
  public record Unsubscribe(ActorRef<MonitorEvent> subscriber) implements Command {}

  /** A subscriber or a gauge has ended. */
  private record Gone(ActorRef<?> who) implements Command {}

  private enum Time implements Command {
    TICK,
    BEAT,
    MEASURE
  }

  /** Where heartbeats go; a node that is away is silence. */
  @InternalApi
  public interface Links {
    void tell(NodeId to, Heartbeat heartbeat);
  }

  /**
   * What a node gives.
   *
   * @param self this node; counts as a member always
   * @param members everybody; asked again and again, from this actor's thread
   * @param nanoClock monotonic
   * @param board of this node and this clock
   * @param backoff how long the monitor stays dead
   */
  @InternalApi
  public record Setup(
      NodeId self,
      Supplier<? extends Collection<NodeId>> members,
      Links links,
      Probe probe,
      LongSupplier nanoClock,
      MonitorSettings settings,
      MonitorBoard board,
      Backoff backoff) {}

  /** What is kept over deaths, beside the board. */
  private record Memory(Bulletin bulletin, Audience audience, AtomicLong gauges) {
    Memory() {
      this(new Bulletin(), new Audience(), new AtomicLong());
    }
  }

  private final TimerScheduler<Command> timers;
  private final Setup setup;
  private final Memory memory;
  private final MonitorLog log;
  private final Lookout lookout;
  private final Pauses pauses;
  private ActorRef<Gauge.Measure> gauge;
  private boolean measuring;
  private Vitals measured;
  private long measuredAt;
  private Probe.Syncs syncs = new Probe.Syncs(0, 0);
  private double pauseMs;
  private String failure = "";

  private NodeMonitor(
      ActorContext<Command> context, TimerScheduler<Command> timers, Setup setup, Memory memory) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.memory = memory;
    this.log = new MonitorLog(setup.self(), context.getLog());
    long now = setup.nanoClock().getAsLong();
    this.lookout = new Lookout(setup.self(), setup.settings(), setup.board().latest(), now);
    this.pauses = new Pauses(setup.settings().beat().toNanos(), now);
    Sighting own = lookout.own(now);
    this.measured = own.vitals();
    this.measuredAt = now - own.ageNanos();
    context.getChildren().forEach(context::stop);
    memory.audience().all().forEach(listener -> context.watchWith(listener, new Gone(listener)));
    timers.startTimerWithFixedDelay(Time.TICK, setup.settings().interval());
    timers.startTimerWithFixedDelay(Time.BEAT, setup.settings().beat());
    spawnGauge();
    measure();
    context.getSelf().tell(Time.TICK);
  }

  /**
   * With its supervision. For one actor: its lives share what they remember. A new life does not
   * wait for the end of the old one's gauge, which may wait for a disk.
   */
  @InternalApi
  public static Behavior<Command> create(Setup setup) {
    Memory memory = new Memory();
    Behavior<Command> life =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(timers -> new NodeMonitor(context, timers, setup, memory)));
    Backoff backoff = setup.backoff();
    return Behaviors.supervise(life)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(backoff.min(), backoff.max(), 0)
                .withResetBackoffAfter(backoff.max())
                .withStopChildren(false));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heartbeat.class, this::onHeartbeat)
        .onMessage(GetSightings.class, this::onGetSightings)
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Unsubscribe.class, this::onUnsubscribe)
        .onMessage(Gauge.Measured.class, this::onMeasured)
        .onMessage(Gone.class, this::onGone)
        .onMessageEquals(Time.TICK, this::onTick)
        .onMessageEquals(Time.BEAT, this::onBeat)
        .onMessageEquals(Time.MEASURE, this::onMeasure)
        .build();
  }

  /**
   * The time. If this actor is late, whatever the cause, nobody else is to blame for silence; and
   * who came or went is on the board at once.
   */
  private long now() {
    long now = setup.nanoClock().getAsLong();
    long late = pauses.at(now);
    if (late > setup.settings().interval().toNanos()) {
      lookout.excuse(late);
    }
    if (lookout.members(setup.members().get(), now)) {
      publish(now);
    }
    return now;
  }

  private Behavior<Command> onBeat() {
    now();
    return this;
  }

  private Behavior<Command> onTick() {
    long now = now();
    syncs = setup.probe().syncs();
    pauseMs = pauses.takeWorst() / (double) TimeUnit.MILLISECONDS.toNanos(1);
    lookout.own(seen(), measuredAt);
    lookout.look(now);
    publish(now);
    tellOthers(now);
    planMeasurement();
    return this;
  }

  /** What was measured, and what this actor sees itself. */
  private Vitals seen() {
    Probe probe = setup.probe();
    return measured.with(syncs, pauseMs, probe.suitability()).withDiverged(probe.diverged());
  }

  /** One that is due already stays: with a short interval it could be put off for ever. */
  private void planMeasurement() {
    MonitorSettings settings = setup.settings();
    if (!timers.isTimerActive(Time.MEASURE)) {
      timers.startSingleTimer(Time.MEASURE, settings.interval().minus(settings.beat()));
    }
  }

  private void tellOthers(long now) {
    Sighting own = lookout.own(now);
    long ageMs = TimeUnit.NANOSECONDS.toMillis(own.ageNanos());
    Heartbeat heartbeat = new Heartbeat(setup.self(), own.vitals(), ageMs);
    for (NodeId member : setup.members().get()) {
      if (!member.equals(setup.self())) {
        setup.links().tell(member, heartbeat);
      }
    }
  }

  /** A beat before the tick, so that what it tells is fresh. */
  private Behavior<Command> onMeasure() {
    measure();
    return this;
  }

  private void measure() {
    if (!measuring) {
      measuring = true;
      gauge.tell(new Gauge.Measure(getContext().getSelf().narrow()));
    }
  }

  /** Under a name of its own: an earlier one may still wait for a disk. */
  private void spawnGauge() {
    gauge =
        getContext()
            .spawn(
                Gauge.create(setup.probe()),
                "gauge-" + memory.gauges().incrementAndGet(),
                DispatcherSelector.blocking());
    getContext().watchWith(gauge, new Gone(gauge));
    measuring = false;
  }

  private Behavior<Command> onMeasured(Gauge.Measured answer) {
    if (!answer.gauge().equals(gauge)) {
      return this;
    }
    measuring = false;
    if (answer.vitals() != null) {
      measured = answer.vitals();
      measuredAt = now();
      lookout.own(seen(), measuredAt);
      publish(measuredAt);
    } else if (!answer.failure().equals(failure)) {
      getContext().getLog().warn("Cannot measure this node: {}", answer.failure());
    }
    failure = answer.failure();
    return this;
  }

  private Behavior<Command> onGone(Gone gone) {
    if (gone.who().equals(gauge)) {
      spawnGauge();
    } else {
      memory.audience().remove(gone.who());
    }
    return this;
  }

  private Behavior<Command> onHeartbeat(Heartbeat heartbeat) {
    long now = now();
    lookout.heard(heartbeat, now);
    publish(now);
    return this;
  }

  private Behavior<Command> onGetSightings(GetSightings ask) {
    ask.replyTo().tell(new Sightings(lookout.sightings(now())));
    return this;
  }

  private Behavior<Command> onSubscribe(Subscribe ask) {
    ActorRef<MonitorEvent> subscriber = ask.subscriber();
    Optional<String> refused = memory.audience().add(subscriber);
    if (refused.isPresent()) {
      subscriber.tell(new MonitorEvent.NotSubscribed(refused.get()));
    } else {
      getContext().watchWith(subscriber, new Gone(subscriber));
      memory.bulletin().state().forEach(subscriber::tell);
    }
    return this;
  }

  private Behavior<Command> onUnsubscribe(Unsubscribe ask) {
    memory.audience().remove(ask.subscriber());
    getContext().unwatch(ask.subscriber());
    return this;
  }

  private void publish(long now) {
    List<Sighting> seen = lookout.sightings(now);
    setup.board().publish(seen, now);
    List<MonitorEvent> changes = memory.bulletin().update(seen);
    memory.audience().tell(changes);
    changes.forEach(log::write);
  }
}
