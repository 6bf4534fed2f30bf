package conclave.node.recovery;

import conclave.journal.Journal;
import conclave.journal.JournalException;
import conclave.journal.JournalInspector;
import conclave.journal.JournalInspector.Group;
import conclave.journal.JournalSettings;
import conclave.journal.SnapshotStore;
import conclave.journal.Write;
import conclave.journal.disk.Disk;
import conclave.journal.disk.LocalDisk;
import conclave.machine.Command;
import conclave.node.CannotStart;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings one directory's journal to where the new cluster begins. For each group that is, in every
 * chosen directory alike: the log of whoever has most of it, and behind it, in a term above all
 * that anybody left has heard of,
 *
 * <pre>
 *   ... last@t | configuration: the chosen alone @T | raise all counters @T
 * </pre>
 *
 * so that the logs match as Raft wants them to (section 5.3), the configuration is in force at
 * once, and whatever is counted is above all before (law L10). Nothing of it is committed yet; the
 * new cluster's first leader does that.
 */
final class Transplant {

  private static final int BATCH_BYTES = 1 << 20;

  private static final int CHUNK_BYTES = 256 << 10;

  private final RecoveryPlan plan;
  private final Survivor into;
  private final Disk disk;

  Transplant(RecoveryPlan plan, Survivor into) throws IOException {
    this.plan = plan;
    this.into = into;
    this.disk = LocalDisk.at(into.directory().journal());
  }

  /** Durable on return. Done again it does no harm: each time it goes on behind what is there. */
  void run() throws IOException {
    try (Journal journal = Journal.open(disk, JournalSettings.ofSegmentBytes(segmentBytes()))) {
      SnapshotStore snapshots = SnapshotStore.open(disk);
      for (String group : plan.survey().groups()) {
        new Growth(group, journal, snapshots).run();
      }
      for (String group : plan.survey().lost()) {
        begin(group, journal);
      }
    } catch (JournalException e) {
      throw new CannotStart(
          "cannot write the journal of %s: %s".formatted(into.name(), e.getMessage()), e);
    }
  }

  /**
   * A group of which nothing is left begins with what the others go on with, or else its replicas
   * would wait for ever for somebody who remembers it.
   */
  private void begin(String group, Journal journal) {
    journal.openGroup(group, 1);
    append(
        journal,
        Write.of(group, 1)
            .with(new HardState(1, Optional.empty()))
            .with(opening(new EntryId(1, 1)))
            .withHealed());
    journal.sync();
  }

  /** Who votes now, and what raises all counters: the entry {@code first} and the one behind it. */
  private List<Entry> opening(EntryId first) {
    byte[] members = ConfigurationCodec.encode(plan.membership().founding());
    return List.of(
        new Entry(first, Entry.Kind.CONFIGURATION, members),
        new Entry(
            new EntryId(first.term(), first.index() + 1),
            Entry.Kind.COMMAND,
            Command.Raise.OF_A_RECOVERY.encode()));
  }

  private void append(Journal journal, Write write) {
    Journal.Outcome outcome = journal.append(write);
    if (outcome != Journal.Outcome.ACCEPTED) {
      throw new CannotStart(
          "the journal of %s did not take what group %s needs: %s"
              .formatted(into.name(), write.group(), outcome));
    }
  }

  /** The nodes' setting, as far as their files tell: every entry of theirs fits. */
  private int segmentBytes() {
    return plan.survey().survivors().stream()
        .flatMap(survivor -> survivor.report().journal().stream())
        .flatMap(journal -> journal.segments().stream())
        .mapToInt(segment -> (int) (segment.limit() - segment.from()))
        .max()
        .orElseThrow();
  }

  /** One group in this directory. */
  private final class Growth {
    private final String group;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final Survivor most;
    private final Group source;
    private final Journal.Opened own;

    Growth(String group, Journal journal, SnapshotStore snapshots) {
      this.group = group;
      this.journal = journal;
      this.snapshots = snapshots;
      this.most = plan.survey().most(group);
      this.source = most.group(group).orElseThrow();
      this.own = journal.openGroup(group, 1);
    }

    void run() throws IOException {
      requireNoContradiction();
      EntryId covered = own.snapshot().last();
      if (source.snapshot().last().index() > covered.index()) {
        copySnapshot();
        covered = source.snapshot().last();
      }
      List<Entry> batch = new ArrayList<>();
      long bytes = 0;
      for (Entry entry : missing(covered)) {
        batch.add(entry);
        bytes += entry.sizeBytes();
        if (bytes >= BATCH_BYTES) {
          append(journal, write().with(batch));
          batch.clear();
          bytes = 0;
        }
      }
      long term = plan.survey().term(group) + 1;
      batch.addAll(opening(new EntryId(term, source.last().index() + 1)));
      append(journal, write().with(new HardState(term, Optional.empty())).with(batch).withHealed());
      journal.sync();
      if (covered.index() > 0) {
        snapshots.prune(group, new SnapshotId(covered, Configuration.EMPTY));
      }
    }

    /** What a snapshot covers is committed, so whoever has most has it too. */
    private void requireNoContradiction() {
      EntryId covered = own.snapshot().last();
      boolean elsewhere =
          covered.index() > source.snapshot().last().index()
              && source.entries().stream().noneMatch(entry -> entry.id().equals(covered));
      if (elsewhere) {
        throw new CannotStart(
            "the directories of %s and %s contradict each other: group %s has a snapshot up to %s here, and entries up to %s there"
                .formatted(into.name(), most.name(), group, covered, source.last()));
      }
    }

    /** Those entries of whoever has most that are not here, or are others here. */
    private List<Entry> missing(EntryId covered) {
      if (most == into) {
        return List.of();
      }
      Set<EntryId> here = new HashSet<>();
      own.entries().forEach(entry -> here.add(entry.id()));
      return source.entries().stream()
          .filter(entry -> entry.index() > covered.index() && !here.contains(entry.id()))
          .toList();
    }

    private Write write() {
      return Write.of(group, 1);
    }

    private void copySnapshot() throws IOException {
      SnapshotId id = source.snapshot();
      Disk from = LocalDisk.readOnly(most.directory().journal());
      SnapshotStore.Snapshot snapshot =
          JournalInspector.snapshot(from, group, id.last())
              .orElseThrow(() -> new IOException("the snapshot at " + id.last() + " is gone"));
      SnapshotStore.Writer writer = snapshots.begin(group, id);
      boolean whole = false;
      try {
        long done = 0;
        while (done < snapshot.contentBytes()) {
          byte[] chunk = snapshot.chunk(done, CHUNK_BYTES);
          writer.write(ByteBuffer.wrap(chunk));
          done += chunk.length;
        }
        writer.commit();
        whole = true;
      } finally {
        if (!whole) {
          writer.abort();
        }
      }
      append(journal, write().with(id));
      journal.sync();
    }
  }
}
