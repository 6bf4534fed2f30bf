package conclave.replica.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.journal.Journal;
import conclave.journal.JournalSettings;
import conclave.journal.Write;
import conclave.journal.disk.LocalDisk;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLaneTest {

  @TempDir private Path folder;
  private final TestInbox<LogNotice> replica = TestInbox.create("life1");
  private final TestInbox<LogNotice> nextLife = TestInbox.create("life2");
  private final List<SnapshotWork> snapshots = new ArrayList<>();
  private Journal journal;
  private LogLane lane;

  @BeforeEach
  void open() throws Exception {
    journal = Journal.open(LocalDisk.at(folder), JournalSettings.ofSegmentBytes(64 << 10));
    lane = new LogLane(journal, snapshots::add);
    lane.run(List.of(new LogWork.Open("g", 1, replica.getRef())));
    assertThat(replica.receiveMessage()).isInstanceOf(LogNotice.Opened.class);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private LogWork append(long incarnation, long ticket, int bytes, TestInbox<LogNotice> replyTo) {
    Entry entry = new Entry(new EntryId(1, ticket), Entry.Kind.COMMAND, new byte[bytes]);
    return new LogWork.Append(
        Write.of("g", incarnation).with(List.of(entry)), ticket, replyTo.getRef());
  }

  @Test
  void oneSyncAndOneNoticeServeAllThatWaited() {
    long before = journal.stats().syncs();
    lane.run(
        List.of(append(1, 1, 10, replica), append(1, 2, 10, replica), append(1, 3, 10, replica)));
    assertThat(replica.getAllReceived()).containsExactly(new LogNotice.Persisted(1, 3));
    assertThat(journal.stats().syncs()).isEqualTo(before + 1);
  }

  @Test
  void openingIsAFenceForFormerLives() {
    lane.run(
        List.of(
            append(1, 1, 10, replica),
            new LogWork.Open("g", 2, nextLife.getRef()),
            append(1, 2, 10, replica)));
    LogNotice.Opened opened = (LogNotice.Opened) nextLife.receiveMessage();
    assertThat(opened.state().entries()).extracting(Entry::index).containsExactly(1L);
    assertThat(replica.getAllReceived()).containsExactly(new LogNotice.Persisted(1, 1));
  }

  @Test
  void afterAWriteThatWasNotTakenNothingOfThatLifeIs() {
    lane.run(
        List.of(
            append(1, 1, 10, replica), append(1, 2, 60 << 10, replica), append(1, 3, 10, replica)));
    assertThat(replica.getAllReceived())
        .containsExactly(new LogNotice.NotWritten(1, 2, Journal.Outcome.TOO_LARGE));
    lane.run(List.of(append(1, 2, 10, replica)));
    assertThat(replica.getAllReceived()).isEmpty();
    lane.run(List.of(new LogWork.Open("g", 2, nextLife.getRef()), append(2, 2, 10, nextLife)));
    assertThat(nextLife.getAllReceived()).contains(new LogNotice.Persisted(2, 2));
  }

  @Test
  void olderSnapshotsMayGoOnceTheMarkIsDurable() {
    SnapshotId id = new SnapshotId(new EntryId(1, 1), Configuration.EMPTY);
    lane.run(List.of(append(1, 1, 10, replica)));
    Write mark =
        new Write(
            "g",
            1,
            Optional.of(new HardState(1, Optional.empty())),
            Optional.of(id),
            List.of(),
            false);
    lane.run(List.of(new LogWork.Append(mark, 2, replica.getRef())));
    assertThat(snapshots).containsExactly(new SnapshotWork.Prune("g", id));
  }

  @Test
  void whoPinsOldSegmentsIsAskedForASnapshotOnceForEachSegment() {
    TestInbox<LogNotice> idle = TestInbox.create("idle");
    Entry one = new Entry(new EntryId(1, 1), Entry.Kind.COMMAND, new byte[10]);
    lane.run(
        List.of(
            new LogWork.Open("idle", 7, idle.getRef()),
            new LogWork.Append(Write.of("idle", 7).with(List.of(one)), 1, idle.getRef())));
    idle.getAllReceived();
    int first = journal.currentSegment();
    for (long ticket = 1; journal.currentSegment() < first + 10; ticket++) {
      lane.run(List.of(append(1, ticket, 10 << 10, replica)));
    }
    assertThat(idle.getAllReceived())
        .containsExactly(new LogNotice.SnapshotWanted(7), new LogNotice.SnapshotWanted(7));
    assertThat(replica.getAllReceived()).contains(new LogNotice.SnapshotWanted(1));
    lane.run(List.of(new LogWork.Open("idle", 8, nextLife.getRef())));
    assertThat(nextLife.getAllReceived()).contains(new LogNotice.SnapshotWanted(8));
    SnapshotId all = new SnapshotId(one.id(), Configuration.EMPTY);
    lane.run(List.of(new LogWork.Append(Write.of("idle", 8).with(all), 1, nextLife.getRef())));
    assertThat(journal.pinning()).doesNotContain("idle");
  }
}
