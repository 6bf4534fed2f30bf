package conclave.replica;

import akka.actor.DeadLetterSuppression;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.raft.Acceptor;
import conclave.raft.Handover;
import conclave.raft.audit.Auditor;
import conclave.raft.members.Change;
import conclave.raft.members.MembershipRules;
import conclave.raft.snapshot.Loss;
import conclave.replica.apply.Applier;
import conclave.replica.apply.ApplyFailedException;
import conclave.replica.apply.Follow;
import conclave.replica.apply.Halted;
import conclave.replica.apply.News;
import conclave.replica.apply.Queries;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.peers.LocalActors;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A group's replica on this node: hosts the {@link Acceptor}, through which everything passes that
 * is promised, and spawns whoever proposes.
 *
 * <pre>
 *   OPENING --Opened(incarnation)--> RUNNING ---- a machine failed twice at an entry ----> HALTED
 *                                       |  the journal refused a write or its writer ended, or a bug
 *                                       v
 *                                    restarted after a back-off, as a new incarnation
 * </pre>
 *
 * <p>If it dies, it is rebuilt from what the journal has, and all that was promised is there. The
 * reference stays, since Artery remembers where a path once led; so mail for a former life reaches
 * the next one, and is told by its incarnation or, for what proposers say, by its term.
 */
public final class Replica extends AbstractBehavior<Object> {

  /** Asks how things are, now and then; answered unless the replica is opening or halted. */
  public record GetStatus(ActorRef<ReplicaStatus> replyTo) implements DeadLetterSuppression {}

  /**
   * Another voter shall lead. Answered unless the replica dies, is opening or halted.
   *
   * @param to that voter's name; empty for the one that is most up to date
   */
  public record HandOver(Optional<String> to, ActorRef<Handover.Outcome> replyTo) {}

  /**
   * Others shall be members of the group: one comes or goes. Answered unless the replica dies, is
   * opening or halted; of several at a time, all but the first are refused.
   */
  public record ChangeMembers(Change change, ActorRef<Change.Outcome> replyTo) {}

  /**
   * What all lives of a replica are given.
   *
   * @param journal the present journal writer; asked at the start of each life
   * @param incarnations numbers lives; each larger than all before it on this node
   */
  public record Setup(
      GroupSpec group,
      Ports ports,
      Supplier<ActorRef<JournalWriter.Command>> journal,
      LongSupplier incarnations) {}

  /** What one life is given. */
  record Life(
      GroupSpec group, Ports ports, ActorRef<JournalWriter.Command> journal, long incarnation) {}

  /** What the machines have applied; the rest of the status is as of now, so it is never behind. */
  private record Applied(long index, ActorRef<ReplicaStatus> replyTo) {}

  private enum Tick {
    INSTANCE,
    AUDIT
  }

  private record JournalLost(long incarnation) {}

  private static final Duration SHUTDOWN_GRACE = Duration.ofMillis(20);

  private final Life life;
  private final Proposers proposers;
  private final Machinery machinery;
  private final Alarm<Object> alarm;
  private final LocalActors local;
  private final Acceptor acceptor;
  private final Callers callers;
  private final Auditor auditor;
  private LeaderIs told = new LeaderIs(0, Optional.empty());

  private Replica(
      ActorContext<Object> context, Alarm<Object> alarm, Life life, LogNotice.Opened opened) {
    super(context);
    this.life = life;
    this.alarm = alarm;
    this.local = new LocalActors(context.getSystem());
    this.proposers = new Proposers(context, life);
    this.machinery = new Machinery(context, life);
    Acceptor.Setup given =
        new Acceptor.Setup(
            life.ports().self(),
            life.group().settings(),
            new SplittableRandom(life.ports().random().nextLong()),
            opened.state().space(),
            MembershipRules.Ripeness.SOUND,
            () -> life.ports().reluctant().test(life.group().name()));
    ReplicaEffects effects = new ReplicaEffects(life, context.getSelf(), proposers, machinery);
    this.acceptor = new Acceptor(given, life.group().recovered(opened.state()), effects);
    this.auditor = new Auditor(acceptor, effects);
    effects.auditor(auditor);
    this.callers = new Callers(life, acceptor, machinery);
  }

  /**
   * Takes {@link Wire.ForReplica}, and from its own node {@link Queries}, {@link Follow}, {@link
   * GetStatus}, {@link HandOver} and {@link ChangeMembers}.
   */
  public static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> {
          context.setLoggerName(Replica.class);
          Life life =
              new Life(
                  setup.group(),
                  setup.ports(),
                  setup.journal().get(),
                  setup.incarnations().getAsLong());
          return Behaviors.withTimers(timers -> opening(context, timers, life));
        });
  }

  /** Previous: none. Next: running. What comes meanwhile is lost, as messages may be. */
  private static Behavior<Object> opening(
      ActorContext<Object> context, TimerScheduler<Object> timers, Life life) {
    ActorRef<LogNotice> self = context.getSelf().narrow();
    context.watch(life.journal());
    life.journal().tell(new LogWork.Open(life.group().name(), life.incarnation(), self));
    timers.startTimerWithFixedDelay(
        new LogNotice.SnapshotWanted(life.incarnation()), life.ports().snapshotEvery());
    if (!life.ports().auditEvery().isZero()) {
      timers.startTimerWithFixedDelay(Tick.AUDIT, life.ports().auditEvery());
    }
    Alarm<Object> alarm = new Alarm<>(timers, Tick.INSTANCE, life.ports().nanoClock());
    return Behaviors.receive(Object.class)
        .onMessage(
            LogNotice.Opened.class,
            opened -> opened.incarnation() == life.incarnation(),
            opened -> new Replica(context, alarm, life, opened).start())
        .onAnyMessage(tooEarly -> Behaviors.same())
        .onSignal(Terminated.class, ended -> onEarlyDeath(ended, life))
        .build();
  }

  /** While it opens: of a former life's children, it need not hear. */
  private static Behavior<Object> onEarlyDeath(Terminated ended, Life life) {
    if (ended.getRef().equals(life.journal())) {
      throw new IllegalStateException("the journal writer ended before the group was open");
    }
    return Behaviors.same();
  }

  private Behavior<Object> start() {
    machinery.start();
    return run(() -> acceptor.start(now()));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Wire.ToReplica.class, this::onWire)
        .onMessage(LogNotice.Persisted.class, m -> runNow(m, () -> acceptor.persisted(m.ticket())))
        .onMessage(LogNotice.SnapshotWanted.class, m -> runNow(m, acceptor::snapshotWanted))
        .onMessage(Wire.Submit.class, m -> run(() -> callers.submit(m)))
        .onMessage(
            Proposers.Committed.class, m -> run(() -> acceptor.committed(m.term(), m.index())))
        .onMessage(Wire.Ask.class, m -> run(() -> callers.ask(m)))
        .onMessage(Queries.class, m -> run(() -> machinery.ask(m, acceptor::read)))
        .onMessage(Follow.class, m -> run(() -> machinery.tell(m)))
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessageEquals(Tick.AUDIT, () -> run(auditor::due))
        .onMessage(Proposers.Nominated.class, m -> run(() -> acceptor.nominated(m.term())))
        .onMessage(Proposers.Elected.class, m -> run(() -> acceptor.elected(m.term())))
        .onMessage(
            Proposers.SliceWanted.class,
            m -> run(() -> acceptor.sliceWanted(m.term(), m.peer(), m.hint())))
        .onMessage(Proposers.CatchUpWanted.class, this::onCatchUpWanted)
        .onMessage(
            Proposers.TransferOver.class, m -> run(() -> proposers.transferOver(m.peer(), m.at())))
        .onMessage(
            Proposers.Resigned.class, m -> run(() -> acceptor.proposerGone(m.term(), m.reason())))
        .onMessage(
            Proposers.ReplicationEnded.class,
            m -> run(() -> acceptor.proposerGone(m.term(), "its replication ended")))
        .onMessage(HandOver.class, m -> run(() -> proposers.handOver(m, acceptor.handover())))
        .onMessage(
            Proposers.HandoverGivenUp.class,
            m -> run(() -> acceptor.handover().givenUp(m.term(), m.reason())))
        .onMessage(Proposers.LeadAnew.class, m -> run(() -> m.askOf(acceptor.handover())))
        .onMessage(ChangeMembers.class, m -> run(() -> proposers.change(m, acceptor.membership())))
        .onMessage(
            Proposers.Weighed.class,
            m -> run(() -> acceptor.membership().weighed(m.term(), m.obstacle())))
        .onMessage(
            Proposers.KeepsUp.class,
            m -> run(() -> acceptor.membership().keepsUp(m.term(), m.learner())))
        .onMessage(Proposers.CatchupEnded.class, m -> run(() -> proposers.catchupEnded(m)))
        .onMessage(News.class, this::onNews)
        .onMessage(SnapshotNotice.Kept.class, this::onKept)
        .onMessage(LogNotice.NotWritten.class, this::onNotWritten)
        .onMessage(JournalLost.class, this::onJournalLost)
        .onMessage(GetStatus.class, this::onGetStatus)
        .onMessage(Applied.class, this::onApplied)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private long now() {
    return life.ports().nanoClock().getAsLong();
  }

  /** Every input ends here: whoever must know what has changed is told. */
  private Behavior<Object> run(Runnable input) {
    input.run();
    alarm.set(acceptor.deadlineNanos());
    LeaderIs leader = new LeaderIs(acceptor.term(), acceptor.leader());
    if (!leader.equals(told)) {
      told = leader;
      local.gateway(life.group().name(), leader);
      machinery.leads(leader);
    }
    return this;
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    return run(() -> acceptor.tick(now()));
  }

  /** A message to a former incarnation of this node's directory is not for this one (law L9). */
  private Behavior<Object> onWire(Wire.ToReplica wire) {
    if (!wire.to().equals(life.ports().self())) {
      return this;
    }
    return run(() -> acceptor.receive(wire.from(), wire.message(), now()));
  }

  /** What the journal says to a former life is not for this one (law L8). */
  private Behavior<Object> runNow(LogNotice notice, Runnable input) {
    return notice.incarnation() == life.incarnation() ? run(input) : this;
  }

  private Behavior<Object> onNotWritten(LogNotice.NotWritten refused) {
    if (refused.incarnation() != life.incarnation()) {
      return this;
    }
    throw new IllegalStateException(
        "the journal did not take write %d of group %s: %s"
            .formatted(refused.ticket(), life.group().name(), refused.outcome()));
  }

  private Behavior<Object> onCatchUpWanted(Proposers.CatchUpWanted wanted) {
    if (wanted.term() == acceptor.term() && proposers.leads()) {
      proposers.startCatchup(wanted.term(), wanted.peer());
    }
    return this;
  }

  private Behavior<Object> onNews(News news) {
    if (news.incarnation() != life.incarnation()) {
      return this;
    }
    if (news instanceof News.StateLost lost) {
      return run(() -> acceptor.stateLost(new Loss.Unreadable(lost.last())));
    }
    return news instanceof News.Testified given
        ? run(() -> auditor.testify(given.fingerprint()))
        : run(() -> acceptor.snapshotTaken(((News.SnapshotMade) news).last()));
  }

  private Behavior<Object> onKept(SnapshotNotice.Kept kept) {
    if (kept.incarnation() != life.incarnation()) {
      return this;
    }
    kept.failure()
        .ifPresent(
            why ->
                getContext()
                    .getLog()
                    .warn("Group {}: a part of a snapshot was not kept: {}", name(), why));
    return run(() -> acceptor.chunkStored(kept.last(), kept.next(), kept.complete()));
  }

  private Behavior<Object> onJournalLost(JournalLost lost) {
    if (lost.incarnation() != life.incarnation()) {
      return this;
    }
    throw new IllegalStateException("the journal writer ended and may have lost writes");
  }

  private Behavior<Object> onGetStatus(GetStatus ask) {
    ActorRef<Object> self = getContext().getSelf();
    machinery.tell(new Applier.TellApplied(index -> self.tell(new Applied(index, ask.replyTo()))));
    return this;
  }

  private Behavior<Object> onApplied(Applied applied) {
    ReplicaStatus status = ReplicaStatus.of(name(), acceptor, applied.index());
    if (proposers.leads()) {
      proposers.tellReplication(new Replication.Report(status, applied.replyTo()));
    } else {
      applied.replyTo().tell(status);
    }
    return this;
  }

  private String name() {
    return life.group().name();
  }

  private Behavior<Object> onTerminated(Terminated ended) {
    if (ended.getRef().equals(life.journal())) {
      // Where the whole node is stopping, this replica is stopped before the message comes.
      JournalLost lost = new JournalLost(life.incarnation());
      getContext().scheduleOnce(SHUTDOWN_GRACE, getContext().getSelf(), lost);
      return this;
    }
    if (!machinery.is(ended.getRef())) {
      return this;
    }
    Throwable cause = ended instanceof ChildFailed failed ? failed.getCause() : null;
    if (cause != null && !(cause instanceof ApplyFailedException)) {
      throw new IllegalStateException("the applier failed, not a machine: " + cause, cause);
    }
    if (machinery.failsAgain(cause)) {
      return halt(cause.getMessage());
    }
    machinery.start();
    auditor.machinesReplaced();
    return run(acceptor::replay);
  }

  /** Previous: running. Next: none; an operator must act, since every replica fails here. */
  private Behavior<Object> halt(String reason) {
    getContext().getLog().error("Group {} is halted on this node: {}", name(), reason);
    proposers.stop();
    alarm.set(Long.MAX_VALUE);
    return Halted.create(life.ports().peers());
  }
}
