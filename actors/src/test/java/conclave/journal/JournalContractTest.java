package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.disk.Disk;
import conclave.journal.disk.LocalDisk;
import conclave.journal.disk.MemoryDisk;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every user of a journal may rely on, over a folder, in memory and on the simulated disk. */
class JournalContractTest {

  @Nested
  class OnAFolder extends Contract {
    @TempDir Path folder;

    @Override
    Disk disk() throws IOException {
      return LocalDisk.at(folder);
    }
  }

  @Nested
  class InMemory extends Contract {
    @Override
    Disk disk() {
      return new MemoryDisk("memory");
    }
  }

  @Nested
  class OnTheSimulatedDisk extends Contract {
    @Override
    Disk disk() {
      return new SimDisk("sim");
    }
  }

  abstract static class Contract {

    private static final NodeId N1 = new NodeId("n1", 7);
    private static final HardState TERM_3 = new HardState(3, Optional.of(N1));
    private final JournalSettings settings = JournalSettings.ofSegmentBytes(8 << 10);
    private Disk disk;
    private Journal journal;

    abstract Disk disk() throws IOException;

    @BeforeEach
    void openJournal() throws IOException {
      disk = disk();
      journal = Journal.open(disk, settings);
    }

    private Write write(String group) {
      return Write.of(group, 1);
    }

    private void append(Write write) {
      assertThat(journal.append(write)).isEqualTo(Journal.Outcome.ACCEPTED);
    }

    private Journal.Opened reopened(String group) {
      journal.close();
      journal = Journal.open(disk, settings);
      assertThat(journal.stats().damage()).isEmpty();
      return journal.openGroup(group, 1);
    }

    private static SnapshotId snapshot(long term, long index) {
      return new SnapshotId(new EntryId(term, index), Configuration.of(N1));
    }

    @Test
    void anEmptyFolderIsFreshAndAGroupBeginsWithNothing() {
      assertThat(journal.fresh()).isTrue();
      Journal.Opened opened = journal.openGroup("control", 1);
      assertThat(opened.hardState()).isEqualTo(HardState.NONE);
      assertThat(opened.snapshot()).isEqualTo(SnapshotId.NONE);
      assertThat(opened.entries()).isEmpty();
      assertThat(opened.suspect()).isFalse();
      reopened("control");
      assertThat(journal.fresh()).isFalse();
    }

    @Test
    void whatWasSyncedIsThereAfterOpeningAgain() {
      journal.openGroup("control", 1);
      journal.openGroup("p0", 1);
      append(write("control").with(TERM_3).with(Entries.run(1, 1, 4)));
      append(write("p0").with(Entries.run(2, 1, 2)));
      journal.sync();
      Journal.Opened control = reopened("control");
      assertThat(control.hardState()).isEqualTo(TERM_3);
      assertThat(control.entries()).isEqualTo(Entries.run(1, 1, 4));
      assertThat(journal.openGroup("p0", 1).entries()).isEqualTo(Entries.run(2, 1, 2));
    }

    @Test
    void anEntryReplacesTheSuffixFromItsIndex() {
      journal.openGroup("p0", 1);
      append(write("p0").with(Entries.run(1, 1, 9)));
      append(write("p0").with(Entries.run(2, 4, 5)));
      List<Entry> expected = Entries.join(Entries.run(1, 1, 3), Entries.run(2, 4, 5));
      assertThat(journal.openGroup("p0", 1).entries()).isEqualTo(expected);
      assertThat(reopened("p0").entries()).isEqualTo(expected);
    }

    @Test
    void aSnapshotOfAnEntryOfTheLogKeepsTheSuffix() {
      journal.openGroup("p0", 1);
      append(write("p0").with(Entries.run(1, 1, 9)));
      append(write("p0").with(snapshot(1, 6)));
      Journal.Opened opened = reopened("p0");
      assertThat(opened.snapshot()).isEqualTo(snapshot(1, 6));
      assertThat(opened.entries()).isEqualTo(Entries.run(1, 7, 9));
    }

    @Test
    void aSnapshotOfAnotherEntryReplacesTheLog() {
      journal.openGroup("p0", 1);
      append(write("p0").with(Entries.run(1, 1, 9)));
      append(write("p0").with(snapshot(2, 6)).with(Entries.run(2, 7, 7)));
      assertThat(reopened("p0").entries()).isEqualTo(Entries.run(2, 7, 7));
      append(write("p0").with(snapshot(3, 40)));
      assertThat(reopened("p0").entries()).isEmpty();
      append(write("p0").with(Entries.run(3, 41, 42)));
      assertThat(reopened("p0").entries()).isEqualTo(Entries.run(3, 41, 42));
    }

    @Test
    void openingIsAFenceThatKeepsWhatWasAppendedAndRefusesWhatComesLater() {
      journal.openGroup("p0", 1);
      append(write("p0").with(Entries.run(1, 1, 1)));
      Journal.Opened second = journal.openGroup("p0", 2);
      assertThat(second.entries()).isEqualTo(Entries.run(1, 1, 1));
      assertThat(journal.append(write("p0").with(Entries.run(1, 2, 2))))
          .isEqualTo(Journal.Outcome.STALE);
      assertThat(journal.append(write("p1").with(TERM_3))).isEqualTo(Journal.Outcome.STALE);
      assertThatThrownBy(() -> journal.openGroup("p0", 1))
          .hasMessage("group p0 was opened by incarnation 2 before 1");
      assertThat(reopened("p0").entries()).isEqualTo(Entries.run(1, 1, 1));
    }

    @Test
    void segmentsWithoutALiveEntryAreDeletedAndNoEntryIsCopied() {
      journal.openGroup("p0", 1);
      journal.openGroup("quiet", 1);
      append(write("quiet").with(TERM_3));
      for (int i = 1; i <= 300; i++) {
        append(write("p0").with(Entries.sized(1, i, 200)));
        if (i % 50 == 0) {
          append(write("p0").with(snapshot(1, i - 10)));
        }
        journal.sync();
      }
      assertThat(journal.stats().segments()).isLessThanOrEqualTo(5);
      Journal.Opened opened = reopened("p0");
      assertThat(opened.snapshot()).isEqualTo(snapshot(1, 290));
      assertThat(opened.entries()).hasSize(10);
      assertThat(journal.openGroup("quiet", 1).hardState()).isEqualTo(TERM_3);
    }

    @Test
    void aWriteLargerThanASegmentIsSplitAndAnEntryLargerThanAFrameRefused() {
      journal.openGroup("p0", 1);
      append(write("p0").with(Entries.run(1, 1, 900)));
      assertThat(journal.append(write("p0").with(Entries.sized(1, 901, 2_000))))
          .isEqualTo(Journal.Outcome.TOO_LARGE);
      assertThat(reopened("p0").entries()).isEqualTo(Entries.run(1, 1, 900));
    }

    @Test
    void aWriteThatNoRaftReplicaMakesIsRefused() {
      journal.openGroup("p0", 1);
      append(write("p0").with(TERM_3).with(Entries.run(2, 1, 3)));
      assertThatThrownBy(() -> append(write("p0").with(Entries.run(2, 5, 5))))
          .hasMessage("write of group p0: entry 5@2 after 3@2");
      assertThatThrownBy(() -> append(write("p0").with(Entries.run(1, 4, 4))))
          .hasMessage("write of group p0: entry 4@1 after 3@2");
      assertThatThrownBy(() -> append(write("p0").with(new HardState(2, Optional.empty()))))
          .hasMessage("write of group p0: term 2 after 3");
      assertThatThrownBy(() -> journal.openGroup("P 0", 1)).hasMessage("not a group's name: 'P 0'");
    }

    @Test
    void aSecondJournalOverTheSameDirectoryIsRefusedByName() {
      assertThatThrownBy(() -> Journal.open(disk, settings))
          .isInstanceOf(JournalException.InUse.class)
          .hasMessage("folder " + disk.name() + " is already in use by this process");
    }

    @Test
    void oneSyncCoversAllGroupsAndNothingNewCostsNone() {
      journal.openGroup("p0", 1);
      journal.openGroup("p1", 1);
      long before = journal.stats().syncs();
      append(write("p0").with(Entries.run(1, 1, 3)));
      append(write("p1").with(Entries.run(1, 1, 3)));
      journal.sync();
      journal.sync();
      assertThat(journal.stats().syncs()).isEqualTo(before + 1);
    }
  }
}
