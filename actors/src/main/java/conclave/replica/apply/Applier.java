package conclave.replica.apply;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.machine.FrozenMachines;
import conclave.machine.MachineFailedException;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.peers.Peers;
import conclave.serialization.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Hosts the machines of a replica: applies what is committed, answers for what its node proposed,
 * and asks the machines once they are fresh enough.
 *
 * <pre>{@code
 * LOADING --Loaded--> READY --TakeSnapshot--> READY and saving --Saved--> READY
 *  | ^  Restore         |                        |
 *  | +------------------+------------------------+
 *  +-- damaged, or: Drop --> LOST --Restore--> LOADING
 * }</pre>
 *
 * <p>While LOADING the machines are lent to the snapshot thread, and work waits in order. While a
 * snapshot is saved nothing waits: what is saved is {@linkplain Machines#freeze frozen}. While LOST
 * nothing is applied and every question fails.
 *
 * <p>Works in bounded steps, so that it does not hold a thread for long. What waits here is held by
 * the acceptor's log anyway, which bounds it. If it dies, the replica starts another one and hands
 * it the latest snapshot and everything committed after it; commands whose results are lost with it
 * are answered when their gateway tries again.
 */
public final class Applier extends AbstractBehavior<Object> {

  /** What the replica says. */
  public sealed interface Command
      permits Apply,
          Restore,
          TakeSnapshot,
          Testify,
          Drop,
          Expect,
          AnswerAt,
          TellApplied,
          TellLeader,
          Follow {}

  /** Committed entries; what the machines have already is passed over. */
  public record Apply(List<Entry> entries) implements Command {}

  /** Continue from this snapshot; what waits is obsolete. */
  public record Restore(SnapshotId snapshot) implements Command {}

  /** Make a snapshot once everything that was handed over is applied. */
  public record TakeSnapshot(SnapshotId at) implements Command {}

  /** Say what the machines are when they have applied exactly {@code at}. */
  public record Testify(EntryId at) implements Command {}

  /** The machines are wrong: nothing is applied or answered before the next {@link Restore}. */
  public record Drop() implements Command {}

  /** Who is to hear the results of {@code count} entries from {@code first} on. */
  public record Expect(EntryId first, int count, Wire.Sender origin, long batch)
      implements Command {}

  /** Answer once {@code index} is applied. */
  public record AnswerAt(long index, Queries queries) implements Command {}

  /** Say up to which index the machines are; 0 while a snapshot is loaded into them. */
  public record TellApplied(LongConsumer to) implements Command {}

  /** Tells followers whom the replica takes for the leader. */
  public record TellLeader(Feed.Leader leader) implements Command {}

  private enum Tick {
    CONTINUE,
    LOAD_AGAIN
  }

  /** Entries applied in one step. */
  private static final int STEP = 1_024;

  private static final Duration LOAD_RETRY = Duration.ofSeconds(1);

  /**
   * What an applier is given.
   *
   * @param group the group's name
   * @param machines makes machines to which nothing was applied
   * @param peers takes the results
   * @param replica hears of snapshots
   * @param incarnation of the replica's life
   */
  public record Setup(
      String group,
      Supplier<Machines> machines,
      Peers peers,
      ActorRef<JournalWriter.Command> journal,
      ActorRef<News> replica,
      long incarnation) {}

  private final Setup setup;
  private final TimerScheduler<Object> timers;
  private final ActorRef<SnapshotNotice> self;
  private final Results results;
  private final Followers followers;
  private final Questions questions;
  private final Witness witness;
  private final Deque<Command> work = new ArrayDeque<>();
  private Machines machines;
  private Optional<SnapshotId> loading = Optional.empty();
  private boolean lost;
  private boolean saving;
  private boolean continuing;

  private Applier(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    context.setLoggerName(Applier.class);
    this.setup = setup;
    this.timers = timers;
    this.results = new Results(setup.group(), setup.peers());
    this.self = context.getSelf().narrow();
    this.followers = new Followers(context.getSelf(), this::warn);
    this.questions = new Questions(this::warn);
    this.witness = new Witness(setup.group(), setup.journal(), self, this::warn);
    this.machines = freshMachines();
  }

  private Machines freshMachines() {
    Machines fresh = setup.machines().get();
    followers.follow(fresh);
    witness.forget();
    return fresh;
  }

  /** Machines that nothing was applied to; the replica then says from where to go on. */
  public static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context -> Behaviors.withTimers(timers -> new Applier(context, timers, setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Apply.class, this::onWork)
        .onMessage(Expect.class, this::onExpect)
        .onMessage(AnswerAt.class, this::onAnswerAt)
        .onMessage(TellApplied.class, this::onTellApplied)
        .onMessage(TellLeader.class, this::onTellLeader)
        .onMessage(Follow.class, this::onFollow)
        .onMessage(Restore.class, this::onRestore)
        .onMessage(TakeSnapshot.class, this::onWork)
        .onMessage(Testify.class, this::onTestify)
        .onMessage(Drop.class, this::onDrop)
        .onMessageEquals(Tick.CONTINUE, this::onContinue)
        .onMessageEquals(Tick.LOAD_AGAIN, this::onLoadAgain)
        .onMessage(SnapshotNotice.Loaded.class, this::onLoaded)
        .onMessage(SnapshotNotice.Saved.class, this::onSaved)
        .onMessage(SnapshotNotice.Digested.class, this::onDigested)
        .onSignal(Terminated.class, this::onFollowerGone)
        .build();
  }

  private Behavior<Object> onWork(Command next) {
    if (lost) {
      return this; // a leader's snapshot will stand for it, or it comes again
    }
    work.add(next);
    return step();
  }

  private Behavior<Object> onExpect(Expect expect) {
    results.expect(expect);
    return this;
  }

  private Behavior<Object> onAnswerAt(AnswerAt ask) {
    if (lost) {
      ask.queries().replyTo().tell(new Queries.Failed(ask.queries().id()));
      return this;
    }
    questions.add(ask.index(), ask.queries());
    if (!loading()) {
      questions.answer(machines);
    }
    return this;
  }

  private Behavior<Object> onTellApplied(TellApplied ask) {
    ask.to().accept(loading.isPresent() ? 0 : machines.lastApplied());
    return this;
  }

  private Behavior<Object> onTellLeader(TellLeader known) {
    followers.leads(known.leader());
    return this;
  }

  private Behavior<Object> onFollow(Follow follow) {
    if (!followers.add(follow)) {
      warn("%s may not follow %s too".formatted(follow.follower(), follow.machine()));
      return this;
    }
    getContext().watch(follow.follower());
    return step();
  }

  private void warn(String sentence) {
    getContext().getLog().warn("Group {}: {}", setup.group(), sentence);
  }

  private Behavior<Object> onFollowerGone(Terminated gone) {
    followers.remove(gone.getRef());
    return this;
  }

  private boolean loading() {
    return loading.isPresent();
  }

  private Behavior<Object> onContinue() {
    continuing = false;
    return step();
  }

  /** Does a bounded part of what waits. */
  private Behavior<Object> step() {
    int applied = 0;
    while (!loading() && !work.isEmpty() && applied < STEP) {
      Command next = work.remove();
      if (next instanceof Apply apply) {
        applied += apply(apply.entries(), STEP - applied);
      } else if (next instanceof TakeSnapshot take) {
        save(take.at());
      }
    }
    results.flush();
    if (!loading()) {
      questions.answer(machines);
      followers.flush(machines);
    }
    if (!loading() && !work.isEmpty() && !continuing) {
      continuing = true;
      getContext().getSelf().tell(Tick.CONTINUE);
    }
    return this;
  }

  private int apply(List<Entry> entries, int most) {
    int count = Math.min(most, entries.size());
    for (Entry entry : entries.subList(0, count)) {
      if (entry.index() > machines.lastApplied()) {
        results.applied(entry.id(), applied(entry));
        witness.look(machines);
      }
    }
    if (count < entries.size()) {
      work.addFirst(new Apply(entries.subList(count, entries.size())));
    }
    return count;
  }

  private Result applied(Entry entry) {
    try {
      return machines.apply(entry);
    } catch (MachineFailedException e) {
      throw new ApplyFailedException(entry, e);
    }
  }

  /** One at a time: the replica asks for the next one when it knows what became of this. */
  private void save(SnapshotId at) {
    if (saving || !machines.lastAppliedId().equals(at.last())) {
      made(Optional.empty());
      return;
    }
    try {
      FrozenMachines state = machines.freeze();
      saving = true;
      tellJournal(new SnapshotWork.Save(setup.group(), at, state, self));
    } catch (IOException e) {
      warn("no snapshot at %s: %s".formatted(at, e.getMessage()));
      made(Optional.empty());
    }
  }

  private Behavior<Object> onSaved(SnapshotNotice.Saved saved) {
    saving = false;
    saved.failure().ifPresent(why -> warn("no snapshot at %s: %s".formatted(saved.id(), why)));
    made(saved.failure().isPresent() ? Optional.empty() : Optional.of(saved.id().last()));
    return this;
  }

  private Behavior<Object> onTestify(Testify ask) {
    witness.summon(ask.at());
    if (!loading() && !lost) {
      witness.look(machines);
    }
    return this;
  }

  private Behavior<Object> onDigested(SnapshotNotice.Digested digested) {
    witness
        .found(digested)
        .ifPresent(found -> setup.replica().tell(new News.Testified(setup.incarnation(), found)));
    return this;
  }

  private void made(Optional<EntryId> last) {
    setup.replica().tell(new News.SnapshotMade(setup.incarnation(), last));
  }

  private Behavior<Object> onRestore(Restore restore) {
    boolean snapshotDropped = work.stream().anyMatch(TakeSnapshot.class::isInstance);
    work.clear();
    if (snapshotDropped) {
      made(Optional.empty());
    }
    timers.cancel(Tick.LOAD_AGAIN);
    loading = Optional.of(restore.snapshot());
    lost = false;
    load();
    return this;
  }

  private Behavior<Object> onLoadAgain() {
    if (loading()) {
      load();
    }
    return this;
  }

  private void load() {
    machines = freshMachines();
    EntryId last = loading.orElseThrow().last();
    tellJournal(new SnapshotWork.Load(setup.group(), last, machines, self));
  }

  private Behavior<Object> onLoaded(SnapshotNotice.Loaded loaded) {
    if (!loading.map(id -> id.last().equals(loaded.last())).orElse(false)) {
      return this;
    }
    if (loaded.failure().isPresent()) {
      getContext().getLog().error("Group {}: {}", setup.group(), loaded.failure().get());
      if (loaded.gone()) {
        lose();
        setup.replica().tell(new News.StateLost(setup.incarnation(), loaded.last()));
      } else {
        timers.startSingleTimer(Tick.LOAD_AGAIN, LOAD_RETRY);
      }
      return this;
    }
    loading = Optional.empty();
    return step();
  }

  /** Nothing can be applied or asked before another snapshot is here. */
  private void lose() {
    lost = true;
    work.clear();
    questions.fail();
  }

  private Behavior<Object> onDrop(Drop wrong) {
    timers.cancel(Tick.LOAD_AGAIN);
    loading = Optional.empty();
    machines = freshMachines();
    lose();
    return this;
  }

  private void tellJournal(SnapshotWork wanted) {
    setup.journal().tell(wanted);
  }
}
