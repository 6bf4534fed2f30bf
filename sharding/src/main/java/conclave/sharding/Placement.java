package conclave.sharding;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.machine.wire.MalformedException;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.ring.PartitionTable;
import conclave.ring.PlacementQuery;
import conclave.ring.PlacementReply;
import conclave.ring.PlacementTable;
import conclave.ring.Planner;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Knows the partition table on this node, and proposes changes of it while this node leads the
 * group of the log that holds it.
 *
 * <pre>
 *   FOLLOWS --Feed.Leader(self)--> LEADS: each look, if a change is due and none under way:
 *      ^                             |    plan from the table of now, propose, naming its epoch
 *      `---- Feed.Leader(other) -----'
 * </pre>
 *
 * <p>Two nodes that believe to lead may both propose; whoever comes second is refused by the
 * machine, since the epoch that it named is gone.
 */
public final class Placement extends AbstractBehavior<Object> {

  /** What can be asked. */
  public sealed interface Command {}

  /**
   * Tells of every table from now on, and of the present one if there is one. Ends when the
   * subscriber ends. A node has up to {@value #MOST_SUBSCRIBERS}; one more is told {@link
   * NotSubscribed}.
   */
  public record Subscribe(ActorRef<Event> subscriber) implements Command {}

  /** The present table, {@link PartitionTable#NONE} before the first is known. */
  public record GetTable(ActorRef<PartitionTable> replyTo) implements Command {}

  /** What a subscriber hears: RingChanged again and again, or NotSubscribed and nothing else. */
  public sealed interface Event {}

  /**
   * There is another table. Epochs rise, and may be passed over: a node that was away hears the
   * latest.
   */
  public record RingChanged(long epoch, PartitionTable table) implements Event {}

  /** The subscription is refused; nothing follows. */
  public record NotSubscribed(String reason) implements Event {}

  private enum Look {
    INSTANCE
  }

  private record Settled(Rebalance proposed, Outcome<byte[]> outcome) {}

  static final int MOST_SUBSCRIBERS = 1_024;

  /** A proposal that takes longer is planned again. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final PlacementServices.Setup setup;
  private final PublishedRing ring;
  private final Set<ActorRef<Event>> subscribers;
  private final Attendance attendance;

  /** As the machine beside this node told it; void until it has opened. */
  private Optional<PartitionTable> followed = Optional.empty();

  private boolean leads;

  /** Nothing is proposed before, unless an answer comes. */
  private long waitsUntilNanos;

  private Placement(
      ActorContext<Object> context,
      PlacementServices.Setup setup,
      PublishedRing ring,
      Set<ActorRef<Event>> subscribers) {
    super(context);
    this.setup = setup;
    this.ring = ring;
    this.subscribers = subscribers;
    this.attendance = new Attendance(setup.settings());
    this.waitsUntilNanos = setup.nanoClock().getAsLong();
    subscribers.forEach(context::watch);
    Following.Subject table =
        new Following.Subject(setup.group(), PlacementTable.NAME, PlacementQuery.WHOLE.encode());
    context.spawn(Following.create(table, context.getSelf().narrow()), "feed");
  }

  /** Subscribers are kept over a restart, and so is what the ring shows. */
  static Behavior<Command> create(PlacementServices.Setup setup, PublishedRing ring) {
    Set<ActorRef<Event>> subscribers = new LinkedHashSet<>();
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      context.setLoggerName(Placement.class);
                      return new Placement(context, setup, ring, subscribers).begin(timers);
                    }))
        .narrow();
  }

  private Placement begin(TimerScheduler<Object> timers) {
    timers.startTimerWithFixedDelay(Look.INSTANCE, setup.settings().look());
    return this;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(GetTable.class, this::onGetTable)
        .onMessage(Subscribe.class, this::onSubscribe)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Leader.class, this::onLeader)
        .onMessageEquals(Look.INSTANCE, this::onLook)
        .onMessage(Settled.class, this::onSettled)
        .onSignal(Terminated.class, this::onSubscriberGone)
        .build();
  }

  private Behavior<Object> onGetTable(GetTable ask) {
    ask.replyTo().tell(ring.table());
    return this;
  }

  private Behavior<Object> onSubscribe(Subscribe subscribe) {
    if (subscribers.size() == MOST_SUBSCRIBERS && !subscribers.contains(subscribe.subscriber())) {
      String reason = "%d others on this node are told of the ring, which is the most";
      subscribe.subscriber().tell(new NotSubscribed(reason.formatted(MOST_SUBSCRIBERS)));
      return this;
    }
    subscribers.add(subscribe.subscriber());
    getContext().watch(subscribe.subscriber());
    PartitionTable now = ring.table();
    if (now.epoch() > 0) {
      subscribe.subscriber().tell(new RingChanged(now.epoch(), now));
    }
    return this;
  }

  private Behavior<Object> onSubscriberGone(Terminated gone) {
    subscribers.removeIf(gone.getRef()::equals);
    return this;
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    return follow(((PlacementReply.Whole) PlacementReply.decode(opened.view())).table());
  }

  /**
   * What comes before the view was meant for a former life. What does not fit on the table of
   * before ends this one; the next begins with a view.
   */
  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    if (followed.isEmpty()) {
      return this;
    }
    PartitionTable table = followed.get();
    for (byte[] event : changed.events()) {
      table = table.with(Rebalance.decode(event));
    }
    return follow(table);
  }

  /** A replica that begins anew may be behind what it knew before: then nothing is published. */
  private Behavior<Object> follow(PartitionTable table) {
    followed = Optional.of(table);
    if (table.epoch() > ring.table().epoch()) {
      ring.publish(table);
      RingChanged changed = new RingChanged(table.epoch(), table);
      subscribers.forEach(subscriber -> subscriber.tell(changed));
    }
    return this;
  }

  private Behavior<Object> onLeader(Feed.Leader leader) {
    leads = leader.leader().equals(Optional.of(setup.self()));
    return this;
  }

  private Behavior<Object> onLook() {
    long now = setup.nanoClock().getAsLong();
    attendance.look(now, setup.members().members());
    if (leads && followed.isPresent() && now - waitsUntilNanos >= 0) {
      plan(followed.get()).ifPresent(change -> propose(change, now));
    }
    return this;
  }

  private Optional<Rebalance> plan(PartitionTable table) {
    List<Weighted> due = attendance.due(table);
    return due.isEmpty()
        ? Optional.empty()
        : Planner.plan(table, due, setup.settings().partitions());
  }

  private void propose(Rebalance change, long now) {
    waitsUntilNanos = now + 2 * PATIENCE.toNanos();
    ActorRef<Object> self = getContext().getSelf();
    setup
        .gateway()
        .tell(
            new Gateway.Execute(
                PlacementTable.NAME,
                change.encode(),
                PATIENCE,
                Optional.empty(),
                outcome -> self.tell(new Settled(change, outcome))));
  }

  /** Whatever came of it, the next look plans from the table that there is then. */
  private Behavior<Object> onSettled(Settled settled) throws MalformedException {
    waitsUntilNanos = setup.nanoClock().getAsLong();
    Rebalance change = settled.proposed();
    if (!(settled.outcome() instanceof Outcome.Done<byte[]> done)) {
      getContext().getLog().debug("{} came to {}", change, settled.outcome());
      return this;
    }
    PlacementReply reply = PlacementReply.decode(done.value());
    if (reply instanceof PlacementReply.Installed) {
      getContext()
          .getLog()
          .info(
              "Ring: epoch {}, {} of {} partitions moved, {} members",
              change.epoch(),
              change.moves().size(),
              change.partitions(),
              change.members().size());
    } else if (reply instanceof PlacementReply.Stale stale) {
      getContext()
          .getLog()
          .info(
              "Ring: a plan from epoch {} was refused, epoch {} was there first",
              change.baseEpoch(),
              stale.epoch());
    } else {
      getContext().getLog().error("Ring: {} was answered {}", change, reply);
    }
    return this;
  }
}
