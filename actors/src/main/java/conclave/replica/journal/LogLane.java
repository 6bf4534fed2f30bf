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
  }

  /**
   * Nothing waits: time for what would otherwise hold up an append.
   *
   * @return true while the disk is full: call again in a while, since space may return though
   *     nobody writes, because nobody can
   */
  public boolean idle() {
    journal.idle();
    return !journal.stats().noSpace().isEmpty();
  }

  private void open(LogWork.Open open) {
    Journal.Opened state = journal.openGroup(open.group(), open.incarnation());
    ended.remove(open.group());
    notices.put(open.replyTo(), new LogNotice.Opened(open.incarnation(), state));
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
