package conclave.sim.pure;

import conclave.journal.Journal;
import conclave.journal.JournalSettings;
import conclave.journal.Write;
import conclave.journal.disk.Disk;
import conclave.raft.Acceptor;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.log.EntryId;
import conclave.raft.log.LogSpace;
import conclave.raft.log.SnapshotId;
import conclave.sim.Fault;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.world.DurableTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * The I/O thread of one node: takes what waits, lets the disk take its time, writes it all to the
 * real journal with one sync, and tells. Between the write and the news of it the process may die.
 */
public final class SimJournal {

  /** A snapshot as it is kept. */
  public record Kept(SnapshotId id, byte[] content) {

    int checksum() {
      CRC32C crc = new CRC32C();
      crc.update(content);
      return (int) crc.getValue();
    }
  }

  public static final String GROUP = "p0";

  private final SimNode node;
  private final RandomGenerator random;
  private final Journal journal;
  private final SimSnapshots snapshots;
  private final DurableTruth truth;
  private List<Runnable> waiting = new ArrayList<>();
  private List<Runnable> news = new ArrayList<>();
  private final List<SnapshotId> toPrune = new ArrayList<>();
  private boolean busy;

  /** The actor before the thread; its news take a moment, and may find another life. */
  private final Mailbox front;

  public SimJournal(SimNode node, DurableTruth truth, RandomGenerator random) {
    this.node = node;
    this.truth = truth;
    this.random = random;
    this.front = node.mailbox(node.life().part()).slow(50);
    Disk disk = node.world().host().disk(node.disk());
    this.journal = Journal.open(disk, JournalSettings.ofSegmentBytes(32 * 1024));
    this.snapshots = new SimSnapshots(disk);
    tick();
  }

  /** A full disk may have room again, though nobody writes because it is full. */
  private void tick() {
    enqueue(journal::tick);
    node.world().simulation().after(250 * Simulation.MILLI, node.life(), this::tick);
  }

  public DurableTruth truth() {
    return truth;
  }

  /** Opens the group for a new life of its replica: a fence (law L8). */
  public Opened open(long incarnation) {
    Journal.Opened opened = journal.openGroup(GROUP, incarnation);
    SnapshotId snapshot = opened.snapshot();
    if (snapshot.last().index() == 0) {
      snapshot = new SnapshotId(EntryId.NONE, node.formed());
    }
    return new Opened(
        new Acceptor.Recovered(opened.hardState(), snapshot, opened.entries(), opened.suspect()),
        opened.space());
  }

  /** What a replica starts with. */
  public record Opened(Acceptor.Recovered recovered, LogSpace space) {}

  public void write(long incarnation, Persist write) {
    enqueue(
        () -> {
          Journal.Outcome outcome =
              journal.append(
                  new Write(
                      GROUP,
                      incarnation,
                      write.hardState(),
                      write.snapshot(),
                      write.entries(),
                      write.healed()));
          if (outcome == Journal.Outcome.ACCEPTED) {
            news.add(() -> durable(incarnation, write));
            write.snapshot().ifPresent(toPrune::add);
          } else {
            node.invariants()
                .require(
                    outcome == Journal.Outcome.STALE,
                    "the journal of %s answered %s to a write whose index was assigned (L12)",
                    node.id(),
                    outcome);
          }
        });
  }

  private void durable(long incarnation, Persist write) {
    truth.completed(write);
    front.tell(() -> node.persisted(incarnation, write.ticket()));
  }

  private void enqueue(Runnable work) {
    waiting.add(work);
    begin();
  }

  private void begin() {
    if (!busy && !waiting.isEmpty()) {
      busy = true;
      node.world().simulation().after(latency(), node.life(), this::work);
    }
  }

  private long latency() {
    if (random.nextInt(400) == 0) {
      node.world().tally().struck(Fault.SLOW_DISK);
      return 20 * Simulation.MILLI + random.nextLong(200 * Simulation.MILLI);
    }
    return 100 * Simulation.MICRO + random.nextLong(900 * Simulation.MICRO);
  }

  private void work() {
    List<Runnable> now = waiting;
    waiting = new ArrayList<>();
    node.io(
        () -> {
          now.forEach(Runnable::run);
          journal.sync();
          toPrune.forEach(snapshots::marked);
          toPrune.clear();
          if (waiting.isEmpty()) {
            journal.idle();
          }
        });
    if (!node.life().isAlive()) {
      return;
    }
    busy = false;
    List<Runnable> done = news;
    news = new ArrayList<>();
    done.forEach(Runnable::run);
    begin();
  }

  /** Keeps a snapshot of the own machines, and says whether that was possible. */
  void keep(Kept snapshot, Consumer<Boolean> kept) {
    enqueue(
        () -> {
          boolean done = snapshots.keep(snapshot);
          if (done) {
            node.world().tally().add(Tally.Count.SNAPSHOTS_TAKEN, 1);
          }
          news.add(() -> kept.accept(done));
        });
  }

  /** A leader's snapshot will come: how much of it is here? */
  public void expectSnapshot(long incarnation, Message.SnapshotOffer offer) {
    enqueue(
        () -> {
          SimSnapshots.State state = snapshots.expect(offer);
          if (state.next() > 0 && !state.complete()) {
            node.world().tally().add(Tally.Count.TRANSFERS_RESUMED, 1);
          }
          stored(incarnation, offer.snapshot().last(), state);
        });
  }

  /** Keeps a part of a leader's snapshot aside. */
  public void storeChunk(long incarnation, Message.SnapshotChunk chunk) {
    enqueue(() -> stored(incarnation, chunk.snapshot().last(), snapshots.receive(chunk)));
  }

  private void stored(long incarnation, EntryId last, SimSnapshots.State state) {
    news.add(
        () ->
            node.chunkStored(
                incarnation, a -> a.chunkStored(last, state.next(), state.complete())));
  }

  public Optional<Kept> latestSnapshot() {
    return snapshots.latest();
  }

  /** That snapshot, or the latest one if it was replaced in the meantime. */
  public Optional<Kept> keptFrom(EntryId last) {
    return snapshots
        .at(last)
        .or(snapshots::latest)
        .filter(kept -> kept.id().last().index() >= last.index());
  }
}
