package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import conclave.journal.Journal;
import conclave.journal.Write;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Group commit: appends everything that waits, syncs once, then tells each replica how far it is
 * durable. One thread at a time.
 *
 * <p>A write that the journal does not take ends its incarnation: a later one must not become
 * durable before it. The replica is rebuilt from what is durable; nobody was promised more.
 */
public final class LogLane {

  private final Journal journal;
  private final Consumer<SnapshotWork> snapshots;
  private final Map<ActorRef<LogNotice>, LogNotice> notices = new LinkedHashMap<>();
  private final Map<String, Long> ended = new HashMap<>();
  private final Map<String, LogWork.Open> open = new HashMap<>();
  private int askedIn = -1;

  /**
   * @param snapshots takes what becomes possible once a snapshot's mark is durable
   */
  public LogLane(Journal journal, Consumer<SnapshotWork> snapshots) {
    this.journal = journal;
    this.snapshots = snapshots;
  }

  /**
   * Does all of it.
   *
   * @throws conclave.journal.JournalException when the disk failed: the journal is broken for good
   */
  public void run(List<LogWork> batch) {
    for (LogWork work : batch) {
      if (work instanceof LogWork.Append append) {
        append(append);
      } else if (work instanceof LogWork.Open open) {
        open(open);
      }
    }
    journal.sync();
    notices.forEach(ActorRef::tell);
    notices.clear();
    for (LogWork work : batch) {
      if (work instanceof LogWork.Append append) {
        prune(append.write());
      }
    }
    askForSnapshots();
  }

  /** Once for each segment, and whoever has just come. */
  private void askForSnapshots() {
    if (askedIn == journal.currentSegment()) {
      return;
    }
    askedIn = journal.currentSegment();
    for (String group : journal.pinning()) {
      LogWork.Open life = open.get(group);
      if (life != null) {
        life.replyTo().tell(new LogNotice.SnapshotWanted(life.incarnation()));
      }
    }
  }

  /**
   * Nothing waits: time for what would otherwise hold up an append.
   *
   * @return true while the disk is full: call again in a while, since space may return though
   *     nobody writes, because nobody can
   */
  public boolean idle() {
    journal.idle();
    boolean full = !journal.stats().noSpace().isEmpty();
    if (full) {
      askedIn = -1; // no segment will follow before one has gone
      askForSnapshots();
    }
    return full;
  }

  private void open(LogWork.Open work) {
    Journal.Opened state = journal.openGroup(work.group(), work.incarnation());
    ended.remove(work.group());
    open.put(work.group(), work);
    askedIn = -1;
    notices.put(work.replyTo(), new LogNotice.Opened(work.incarnation(), state));
  }

  private void append(LogWork.Append append) {
    long incarnation = append.write().incarnation();
    if (Objects.equals(ended.get(append.write().group()), incarnation)) {
      return;
    }
    Journal.Outcome outcome = journal.append(append.write());
    if (outcome == Journal.Outcome.ACCEPTED) {
      notices.put(append.replyTo(), new LogNotice.Persisted(incarnation, append.ticket()));
    } else if (outcome != Journal.Outcome.STALE) {
      ended.put(append.write().group(), incarnation);
      notices.put(
          append.replyTo(), new LogNotice.NotWritten(incarnation, append.ticket(), outcome));
    }
  }

  private void prune(Write write) {
    write.snapshot().ifPresent(id -> snapshots.accept(new SnapshotWork.Prune(write.group(), id)));
  }
}
