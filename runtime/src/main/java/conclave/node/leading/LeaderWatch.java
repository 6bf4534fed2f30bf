package conclave.node.leading;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.journal.disk.SyncTimes;
import conclave.monitor.Sighting;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.Vitals;
import conclave.monitor.fitness.Condition;
import conclave.monitor.fitness.Fitness;
import conclave.monitor.fitness.Signs;
import conclave.monitor.fitness.Suitability;
import conclave.node.leading.rules.LeadingRules;
import conclave.node.leading.rules.Move;
import conclave.node.leading.rules.View;
import conclave.raft.Handover.Outcome;
import conclave.raft.log.NodeId;
import conclave.replica.Replica;
import conclave.replica.ReplicaStatus;
import conclave.replica.supervision.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks at this node now and then, tells the others whether it is fit to lead, and hands over what
 * another one should lead. It waits for nobody, so that a disk that hangs is seen while it hangs.
 * If it dies, the next life begins as if all were well.
 */
public final class LeaderWatch extends AbstractBehavior<Object> {

  /** Its name among the system actors. */
  public static final String NAME = "conclave-leader-watch";

  /** Nobody asks the replicas at each look while all is well. */
  private static final int LOOKS_PER_SURVEY = 5;

  /** The share of the syncs between two looks that counts as the slowest ones. */
  private static final double SLOWEST = 0.99;

  /** A replica that died meanwhile does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * What a node gives.
   *
   * @param groups the groups that this node hosts
   * @param replicas to this node's replica of a group
   * @param own takes what is found
   * @param senses what it looks at
   * @param nanoClock monotonic
   * @param backoff how long the watch stays dead
   */
  public record Setup(
      NodeId self,
      List<String> groups,
      BiConsumer<String, Object> replicas,
      OwnSuitability own,
      Senses senses,
      LongSupplier nanoClock,
      LeadingSettings settings,
      Backoff backoff) {}

  /**
   * What this node knows; each is asked from the watch's thread and answers at once.
   *
   * @param syncs how long the journal's syncs take
   * @param full whether the journal has no space for commands
   * @param members every member, as the monitor sees it
   */
  public record Senses(
      Supplier<SyncTimes.Look> syncs, BooleanSupplier full, Supplier<List<Sighting>> members) {}

  private enum Time {
    LOOK
  }

  private record Heard(Move move, Outcome outcome) {}

  private record Silent(Move move) {}

  private record Known(ReplicaStatus status, long look) {}

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final Fitness fitness;
  private final LeadingRules rules;
  private final TreeMap<String, Known> known = new TreeMap<>();
  private final TreeMap<String, Move> moves = new TreeMap<>();
  private SyncTimes.Look syncs;
  private long lookedAt;
  private long looks;
  private Condition told = Condition.WELL;

  private LeaderWatch(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    context.setLoggerName(LeaderWatch.class);
    this.setup = setup;
    this.timers = timers;
    this.fitness = new Fitness(setup.settings().limits());
    this.rules = new LeadingRules(setup.self(), setup.settings().rules());
    this.syncs = setup.senses().syncs().get();
    this.lookedAt = now();
    timers.startTimerWithFixedDelay(Time.LOOK, setup.settings().look());
  }

  /** With its supervision. */
  public static Behavior<Object> create(Setup setup) {
    Backoff backoff = setup.backoff();
    return Behaviors.supervise(
            Behaviors.<Object>setup(
                context -> Behaviors.withTimers(timers -> new LeaderWatch(context, timers, setup))))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(backoff.min(), backoff.max(), 0)
                .withResetBackoffAfter(backoff.max()));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Time.LOOK, this::onLook)
        .onMessage(ReplicaStatus.class, this::onStatus)
        .onMessage(Heard.class, this::onHeard)
        .onMessage(Silent.class, this::onSilent)
        .build();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private Behavior<Object> onLook() {
    List<Sighting> members = setup.senses().members().get();
    lookAtMyself(members);
    decide(members);
    if (looks % LOOKS_PER_SURVEY == 0 || fitness.condition() == Condition.SICK) {
      survey();
    }
    looks++;
    return this;
  }

  private void lookAtMyself(List<Sighting> members) {
    SyncTimes.Look latest = setup.senses().syncs().get();
    SyncTimes.Look lately = latest.since(syncs);
    long now = now();
    long late = Math.max(0, now - lookedAt - setup.settings().look().toNanos());
    Vitals vitals = own(members).map(Sighting::vitals).orElse(Vitals.UNKNOWN);
    fitness.look(
        new Signs(
            lately.count() == 0 ? Double.NaN : lately.quantileMs(SLOWEST),
            latest.runningMs(),
            setup.senses().full().getAsBoolean(),
            vitals.busy(),
            vitals.gcShare() == null ? Double.NaN : vitals.gcShare(),
            late / (double) TimeUnit.MILLISECONDS.toNanos(1)));
    syncs = latest;
    lookedAt = now;
    setup.own().found(Suitability.of(setup.settings().priority(), fitness));
    tell(latest, lately);
  }

  private Optional<Sighting> own(List<Sighting> members) {
    return members.stream().filter(seen -> seen.node().equals(setup.self())).findFirst();
  }

  private void tell(SyncTimes.Look latest, SyncTimes.Look lately) {
    Condition now = fitness.condition();
    if (now == Condition.SICK && told != Condition.SICK) {
      getContext()
          .getLog()
          .warn(
              "This node is unfit to lead: {} (syncs of up to {} ms, one under way for {} ms)",
              String.join(", ", setup.own().latest().ailments()),
              Math.round(lately.quantileMs(1)),
              Math.round(latest.runningMs()));
      told = now;
    } else if (now != Condition.SICK && told == Condition.SICK) {
      getContext().getLog().info("This node is fit to lead again");
      told = now;
    }
  }

  private void survey() {
    known.values().removeIf(status -> looks - status.look() > 2 * LOOKS_PER_SURVEY);
    ActorRef<ReplicaStatus> self = getContext().getSelf().narrow();
    for (String group : setup.groups()) {
      setup.replicas().accept(group, new Replica.GetStatus(self));
    }
  }

  private Behavior<Object> onStatus(ReplicaStatus status) {
    known.put(status.group(), new Known(status, looks));
    return this;
  }

  private void decide(List<Sighting> members) {
    View view =
        new View(
            fitness.condition() == Condition.SICK,
            setup.settings().priority(),
            members.stream().flatMap(seen -> peer(seen).stream()).toList(),
            known.values().stream().map(LeaderWatch::seat).toList());
    setup.own().found(rules.reluctance(view));
    rules.decide(view, now()).forEach(this::handOver);
  }

  /** Who tells nothing of itself, being of an older release, is handed nothing. */
  private Optional<View.Peer> peer(Sighting seen) {
    Suitability tells = seen.vitals().suitability();
    if (seen.node().equals(setup.self()) || seen.presence() != Presence.UP || tells == null) {
      return Optional.empty();
    }
    return Optional.of(new View.Peer(seen.node(), tells.saysWell(), tells.priority()));
  }

  private static View.Seat seat(Known known) {
    ReplicaStatus status = known.status();
    return new View.Seat(
        status.group(), status.leader(), Set.copyOf(status.configuration().voters()));
  }

  private void handOver(Move move) {
    getContext()
        .getLog()
        .info("Group {}: is handed over to {}: {}", move.group(), move.to().name(), why(move));
    moves.put(move.group(), move);
    timers.startSingleTimer(move.group(), new Silent(move), PATIENCE);
    ActorRef<Object> self = getContext().getSelf();
    ActorRef<Outcome> ear =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    outcome -> {
                      self.tell(new Heard(move, outcome));
                      return Behaviors.stopped();
                    }));
    setup.replicas().accept(move.group(), new Replica.HandOver(Optional.of(move.to().name()), ear));
  }

  private String why(Move move) {
    return switch (move.why()) {
      case SICK -> "this node is unfit, " + String.join(", ", setup.own().latest().ailments());
      case PRIORITY -> "it has a higher priority, and is well";
      case BALANCE -> "this node leads more groups";
    };
  }

  private Behavior<Object> onHeard(Heard heard) {
    Move move = heard.move();
    if (!moves.remove(move.group(), move)) {
      return this;
    }
    timers.cancel(move.group());
    boolean failed = heard.outcome() instanceof Outcome.Failed;
    if (!failed) {
      known.remove(move.group()); // what is known is of before
    }
    if (heard.outcome() instanceof Outcome.Failed why) {
      getContext()
          .getLog()
          .warn(
              "Group {}: was not handed over to {}: {}",
              move.group(),
              move.to().name(),
              why.reason());
    }
    rules.over(move.group(), !failed, now());
    return this;
  }

  private Behavior<Object> onSilent(Silent silent) {
    if (moves.remove(silent.move().group(), silent.move())) {
      rules.over(silent.move().group(), false, now());
    }
    return this;
  }
}
