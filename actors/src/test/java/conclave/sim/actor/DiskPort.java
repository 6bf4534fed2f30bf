package conclave.sim.actor;

import akka.actor.typed.ActorRef;
import conclave.journal.Journal;
import conclave.journal.JournalException;
import conclave.journal.JournalSettings;
import conclave.journal.SnapshotStore;
import conclave.raft.Acceptor;
import conclave.raft.Persist;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.replica.journal.JournalPort;
import conclave.replica.journal.LogLane;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotLane;
import conclave.replica.journal.SnapshotWork;
import conclave.sim.Fault;
import conclave.sim.Simulation;
import conclave.sim.world.DurableTruth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The journal's port of one process, on its simulated disk: the lanes of the production port, whose
 * threads are events. A lane takes all that waits, lets the disk take its time, does it, and tells
 * a moment later; the process may die in between.
 */
final class DiskPort implements JournalPort {

  private static final long RETRY = 250 * Simulation.MILLI;

  /** A write that was handed in and is not known to be durable. */
  private record Pending(long incarnation, Persist write) {}

  private final ActorNode node;
  private final DurableTruth written = new DurableTruth();
  private final Deque<Pending> pending = new ArrayDeque<>();
  private final Map<ActorRef<LogNotice>, ActorRef<LogNotice>> taps = new HashMap<>();
  private final List<Runnable> news = new ArrayList<>();
  private final LogLane log;
  private final SnapshotLane snapshots;
  private final Lane<LogWork> logWork = new Lane<>(new Appends());
  private final Lane<SnapshotWork> snapshotWork = new Lane<>(new Snapshots());
  private long incarnation;
  private long working;
  private boolean examines;
  private Consumer<String> listener = sentence -> {};
  private Optional<String> broken = Optional.empty();

  private DiskPort(ActorNode node, Journal journal, SnapshotStore store) {
    this.node = node;
    this.log = new LogLane(journal, this::submit);
    this.snapshots = new SnapshotLane(store, complaint -> {}, this::submit);
  }

  /** Opens what is on the disk of that node. */
  static DiskPort open(ActorNode node) {
    Journal journal = Journal.open(node.disk(), JournalSettings.ofSegmentBytes(32 * 1024));
    try {
      return new DiskPort(node, journal, SnapshotStore.open(node.disk()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The present life of the replica. */
  long incarnation() {
    return incarnation;
  }

  /** Whether machines that are made now only show whether they can be given a snapshot. */
  boolean examines() {
    return examines;
  }

  /** The term of the entry at {@code index} in what was handed in, or -1. */
  long termAt(long index) {
    return written.termAt(index);
  }

  @Override
  public void submit(LogWork work) {
    node.world().requireOwnThread();
    if (work instanceof LogWork.Append append) {
      Persist write = persist(append);
      node.world().look(() -> node.world().invariants().written(node, write));
      written.completed(write);
      pending.add(new Pending(append.write().incarnation(), write));
      logWork.add(new LogWork.Append(append.write(), append.ticket(), tap(append.replyTo())));
    } else if (work instanceof LogWork.Open open) {
      logWork.add(new LogWork.Open(open.group(), open.incarnation(), tap(open.replyTo())));
    }
  }

  private static Persist persist(LogWork.Append append) {
    return new Persist(
        append.ticket(),
        append.write().hardState(),
        append.write().entries(),
        append.write().snapshot(),
        append.write().healed());
  }

  @Override
  public void submit(SnapshotWork work) {
    node.world().requireOwnThread();
    if (work instanceof SnapshotWork.Find) {
      node.world().transferBegins(node);
    }
    snapshotWork.add(work);
  }

  @Override
  public void onBroken(Consumer<String> told) {
    listener = told;
    broken.ifPresent(told);
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedFuture(null);
  }

  /** One for each replica, as the lane keeps one notice for each. */
  private ActorRef<LogNotice> tap(ActorRef<LogNotice> replyTo) {
    return taps.computeIfAbsent(
        replyTo, to -> node.process().listener(notice -> news.add(() -> tell(notice, to))));
  }

  private void tell(LogNotice notice, ActorRef<LogNotice> replica) {
    node.world().look(() -> durable(notice));
    node.world().rig().told(node, notice, replica);
  }

  /** Now it counts: nobody has heard of what is lost before. */
  private void durable(LogNotice notice) {
    if (notice instanceof LogNotice.Opened opened) {
      opened(opened);
    } else if (notice instanceof LogNotice.Persisted persisted) {
      while (!pending.isEmpty()
          && pending.peek().incarnation() == persisted.incarnation()
          && pending.peek().write().ticket() <= persisted.ticket()) {
        node.truth().completed(pending.remove().write());
      }
    } else if (notice instanceof LogNotice.NotWritten refused) {
      node.world()
          .invariants()
          .require(
              false,
              "the journal of %s answered %s to a write whose index was assigned (L12)",
              node.id(),
              refused.outcome());
    }
  }

  private void opened(LogNotice.Opened opened) {
    incarnation = opened.incarnation();
    pending.removeIf(former -> former.incarnation() != incarnation);
    SnapshotId snapshot = opened.state().snapshot();
    Acceptor.Recovered recovered =
        new Acceptor.Recovered(
            opened.state().hardState(),
            snapshot.last().index() == 0 ? new SnapshotId(EntryId.NONE, node.formed()) : snapshot,
            opened.state().entries(),
            opened.state().suspect());
    node.world().invariants().recovered(node, recovered);
    node.truth().restart(recovered);
    written.restart(recovered);
  }

  private final class Appends implements Job<LogWork> {
    @Override
    public void run(List<LogWork> batch) {
      log.run(batch);
    }

    @Override
    public boolean idle() {
      return log.idle();
    }
  }

  private final class Snapshots implements Job<SnapshotWork> {
    @Override
    public void run(List<SnapshotWork> batch) {
      examines = true;
      batch.forEach(snapshots::run);
      examines = false;
    }

    @Override
    public boolean idle() {
      return false;
    }
  }

  /** As on the production port's thread: does it, or breaks for good. */
  private void guarded(Runnable work) {
    node.io(
        () -> {
          try {
            work.run();
          } catch (JournalException e) {
            broken = Optional.of(String.valueOf(e.getMessage()));
            node.diskFailed(e);
            broken.ifPresent(listener);
          }
        });
  }

  private void tell() {
    List<Runnable> now = List.copyOf(news);
    news.clear();
    now.forEach(Runnable::run);
  }

  private interface Job<W> {
    void run(List<W> batch);

    /** Nothing waits; says whether to be called again in a while, though it stays so. */
    boolean idle();
  }

  /** One thread of the port. */
  private final class Lane<W> {
    private final Job<W> job;
    private List<W> waiting = new ArrayList<>();
    private boolean busy;
    private long rounds;

    Lane(Job<W> job) {
      this.job = job;
    }

    void add(W work) {
      waiting.add(work);
      begin();
    }

    private void begin() {
      if (!busy && !waiting.isEmpty() && broken.isEmpty()) {
        busy = true;
        rounds++;
        after(latency(), this::work);
      }
    }

    /**
     * When nothing waits, the journal notes at once what was kept; the production port waits 20 ms
     * first. A bit that rots before that is taken for a torn write, and the simulator does not hold
     * it against the journal.
     */
    private void work() {
      List<W> batch = waiting;
      waiting = new ArrayList<>();
      boolean[] again = {false};
      guarded(
          () -> {
            job.run(batch);
            again[0] = waiting.isEmpty() && job.idle();
          });
      after(node.process().dispatchDelay(), () -> done(again[0]));
    }

    private void done(boolean again) {
      busy = false;
      tell();
      begin();
      if (again) {
        tryAgainLater();
      }
    }

    /** A full disk may have room again, though nobody writes because it is full. */
    private void tryAgainLater() {
      long round = rounds;
      after(
          RETRY,
          () -> {
            if (rounds == round && broken.isEmpty()) {
              guarded(
                  () -> {
                    if (job.idle()) {
                      tryAgainLater();
                    }
                  });
            }
          });
    }

    private void after(long nanos, Runnable action) {
      node.world().simulation().after(nanos, node.life(), action);
    }
  }

  private long latency() {
    if (node.random().nextInt(400) == 0) {
      node.world().tally().struck(Fault.SLOW_DISK);
      return 20 * Simulation.MILLI + node.random().nextLong(200 * Simulation.MILLI);
    }
    return 100 * Simulation.MICRO + node.random().nextLong(900 * Simulation.MICRO);
  }
}
