package conclave.replica.journal;

import conclave.journal.Damage;
import conclave.journal.Journal;
import conclave.journal.JournalException;
import conclave.journal.JournalSettings;
import conclave.journal.SnapshotStore;
import conclave.journal.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of a node: one thread for the journal, so that one fdatasync covers the waiting records
 * of every group, and one for snapshot files, so that a long snapshot holds up no append.
 */
public final class JournalThread implements JournalPort {

  private static final Logger LOG = LoggerFactory.getLogger(JournalThread.class);

  private final Journal journal;
  private final boolean inMemory;
  private final Worker<LogWork> log;
  private final Worker<SnapshotWork> snapshots;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private Consumer<String> listener = sentence -> {};
  private String broken;
  private volatile boolean full;

  private JournalThread(Journal journal, SnapshotStore store, boolean inMemory) {
    this.journal = journal;
    this.inMemory = inMemory;
    this.snapshots = new Worker<>(new Snapshots(store), this::snapshotsFailed);
    this.log = new Worker<>(new Appends(), this::logFailed);
  }

  /**
   * Opens the journal and the snapshot files on that disk, which repairs what a crash left; blocks
   * while it reads. Then starts both threads.
   *
   * @throws JournalException with one sentence when the directory cannot be used
   */
  public static JournalThread open(Disk disk, JournalSettings settings) {
    Journal journal = Journal.open(disk, settings);
    tellWhatWasFound(disk, journal.stats());
    JournalThread port;
    try {
      port = new JournalThread(journal, SnapshotStore.open(disk), !disk.outlivesTheProcess());
    } catch (IOException e) {
      journal.close();
      throw new IllegalStateException("cannot open the snapshots in " + disk.name() + ": " + e, e);
    }
    port.log.start("conclave-journal");
    port.snapshots.start("conclave-snapshots");
    return port;
  }

  private static void tellWhatWasFound(Disk disk, Journal.Stats found) {
    if (found.tornBytes() > 0) {
      LOG.info("{}: cut off {} bytes that were never synced", disk.name(), found.tornBytes());
    }
    for (Damage damage : found.damage()) {
      if (damage.known()) {
        LOG.warn("{} is damaged, as an earlier start found: {}", disk.name(), damage);
      } else {
        LOG.error("{} is damaged: {}", disk.name(), damage);
      }
    }
  }

  @Override
  public void submit(LogWork work) {
    log.submit(work);
  }

  @Override
  public void submit(SnapshotWork work) {
    snapshots.submit(work);
  }

  @Override
  public synchronized void onBroken(Consumer<String> told) {
    listener = told;
    if (broken != null) {
      told.accept(broken);
    }
  }

  @Override
  public boolean endsWithTheProcess() {
    return inMemory;
  }

  @Override
  public CompletionStage<Void> close() {
    snapshots.end();
    return closed;
  }

  /** What the journal knows about itself; for diagnosis, the figures may be a moment apart. */
  public Journal.Stats stats() {
    return journal.stats();
  }

  /** Whether commands are refused for want of space. Any thread asks. */
  public boolean isFull() {
    return full;
  }

  private synchronized void logFailed(Throwable cause) {
    broken = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    listener.accept(broken);
    closed.complete(null);
  }

  private void snapshotsFailed(Throwable cause) {
    logFailed(new IllegalStateException("the snapshot thread failed: " + cause, cause));
  }

  private final class Appends implements Worker.Job<LogWork> {
    private final LogLane lane = new LogLane(journal, JournalThread.this::submit);

    @Override
    public void run(List<LogWork> batch) {
      lane.run(batch);
    }

    @Override
    public boolean idle() {
      boolean now = lane.idle();
      if (now && !full) {
        LOG.warn("Commands are refused for want of space: {}", journal.stats().noSpace());
      } else if (full && !now) {
        LOG.info("There is space for commands again");
      }
      full = now;
      return now;
    }

    @Override
    public void ended() {
      journal.close();
      closed.complete(null);
    }
  }

  private final class Snapshots implements Worker.Job<SnapshotWork> {
    private final SnapshotLane lane;

    Snapshots(SnapshotStore store) {
      this.lane = new SnapshotLane(store, LOG::warn, JournalThread.this::submit);
    }

    @Override
    public void run(List<SnapshotWork> batch) {
      batch.forEach(lane::run);
    }

    @Override
    public boolean idle() {
      return false;
    }

    @Override
    public void ended() {
      log.end();
    }
  }
}
