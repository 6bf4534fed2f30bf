package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.disk.Disk;
import conclave.journal.disk.LocalDisk;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.DiskWrapper;
import conclave.sim.disk.SimDisk;
import conclave.sim.disk.SimDisk.Op;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failing syncs, full disks (law L12) and other processes. */
class JournalFaultTest {

  private static final JournalSettings SETTINGS = JournalSettings.ofSegmentBytes(8 << 10);
  private final SimDisk disk = new SimDisk("sim");

  private static HardState term(long term) {
    return new HardState(term, Optional.empty());
  }

  @Test
  void aFailedSyncBreaksTheJournalForGoodAndIsNeverTriedAgain() {
    Journal journal = Journal.open(disk, SETTINGS);
    journal.openGroup("p0", 1);
    journal.append(Write.of("p0", 1).with(Entries.run(1, 1, 1)));
    disk.failSyncs(1);
    String message =
        "the journal in sim is broken for good, restart the process:"
            + " input/output error at SYNC of sim/00000001.seg";
    assertThatThrownBy(journal::sync)
        .isInstanceOf(JournalException.Broken.class)
        .hasMessage(message);
    long syncs = disk.calls(Op.SYNC);
    assertThatThrownBy(journal::sync).hasMessage(message);
    assertThatThrownBy(journal::idle).hasMessage(message);
    assertThatThrownBy(() -> journal.append(Write.of("p0", 1).with(term(1)))).hasMessage(message);
    assertThatThrownBy(() -> journal.openGroup("p0", 2)).hasMessage(message);
    journal.close();
    assertThat(disk.calls(Op.SYNC)).isEqualTo(syncs);
  }

  @Test
  void aReservedEntryAlwaysFitsAndAFullDiskRefusesBeforeAnIndexIsAssigned() {
    disk.capacity(40 << 10);
    long[] counts = fill(disk);
    System.out.printf(
        "journal full disk: %d entries reserved, %d votes after it%n", counts[0], counts[1]);
    assertThat(counts[0]).isGreaterThan(60);
    assertThat(counts[1]).isEqualTo(20);
  }

  @Test
  void theTestFindsADiskWhoseAllocationReservesNothing() {
    disk.capacity(40 << 10);
    assertThatThrownBy(() -> fill(new Sparse(disk))).isInstanceOf(JournalException.Broken.class);
  }

  /** Reserves and writes entries until refused, then votes. Entries and votes that went in. */
  private static long[] fill(Disk disk) {
    Journal journal = Journal.open(disk, SETTINGS);
    Journal.Opened group = journal.openGroup("p0", 1);
    long index = 0;
    while (group.space().reserve(List.of(Entries.entry(1, index + 1, 300)))) {
      Write write = Write.of("p0", 1).with(Entries.sized(1, ++index, 300));
      assertThat(journal.append(write)).isEqualTo(Journal.Outcome.ACCEPTED);
      journal.sync();
      journal.idle();
    }
    assertThat(journal.stats().noSpace()).startsWith("no room for segment");
    Write more = Write.of("p0", 1).with(Entries.sized(1, index + 1, 900));
    assertThat(journal.append(more)).isEqualTo(Journal.Outcome.NO_SPACE);
    long votes = 0;
    while (votes < 20
        && journal.append(Write.of("p0", 1).with(term(votes + 1))) == Journal.Outcome.ACCEPTED) {
      votes++;
      journal.sync();
    }
    journal.close();
    try (Journal again = Journal.open(disk, SETTINGS)) {
      assertThat(again.openGroup("p0", 1).entries()).hasSize((int) index);
      assertThat(again.openGroup("p0", 1).hardState()).isEqualTo(term(20));
    }
    return new long[] {index, votes};
  }

  @Test
  void entriesFitAgainWhenTheDiskHasRoomAgain() {
    disk.capacity(18 << 10);
    Journal journal = Journal.open(disk, SETTINGS);
    Journal.Opened group = journal.openGroup("p0", 1);
    long index = 0;
    while (journal.append(Write.of("p0", 1).with(Entries.sized(1, index + 1, 300)))
        == Journal.Outcome.ACCEPTED) {
      index++;
    }
    assertThat(group.space().reserve(List.of(Entries.entry(1, 1, 300)))).isFalse();
    disk.capacity(40 << 10);
    journal.tick();
    assertThat(group.space().reserve(List.of(Entries.entry(1, 1, 300)))).isTrue();
    assertThat(journal.append(Write.of("p0", 1).with(Entries.sized(1, index + 1, 300))))
        .isEqualTo(Journal.Outcome.ACCEPTED);
  }

  @Test
  void aSnapshotMarkOnAFullDiskGivesSpaceBack() {
    disk.capacity(33 << 10);
    Journal journal = Journal.open(disk, SETTINGS);
    journal.openGroup("p0", 1);
    long index = 0;
    while (journal.append(Write.of("p0", 1).with(Entries.sized(1, index + 1, 300)))
        == Journal.Outcome.ACCEPTED) {
      index++;
    }
    SnapshotId id = new SnapshotId(new EntryId(1, index), Configuration.of(new NodeId("n1", 1)));
    assertThat(journal.append(Write.of("p0", 1).with(id))).isEqualTo(Journal.Outcome.ACCEPTED);
    journal.tick();
    assertThat(journal.append(Write.of("p0", 1).with(Entries.sized(1, index + 1, 300))))
        .isEqualTo(Journal.Outcome.ACCEPTED);
  }

  @Test
  void reservationsOfADeadIncarnationReturnAndItsPortIsRefused() {
    Journal journal = Journal.open(disk, SETTINGS);
    Journal.Opened first = journal.openGroup("p0", 1);
    while (first.space().reserve(List.of(Entries.entry(1, 1, 500)))) {}
    assertThat(journal.stats().reservedBytes()).isPositive();
    Journal.Opened second = journal.openGroup("p0", 2);
    assertThat(journal.stats().reservedBytes()).isZero();
    assertThat(first.space().reserve(List.of(Entries.entry(1, 1, 1)))).isFalse();
    assertThat(second.space().reserve(List.of(Entries.entry(1, 1, 500)))).isTrue();
  }

  @Test
  void aReservationIsUsedUpByTheWriteItWasMadeFor() {
    Journal journal = Journal.open(disk, SETTINGS);
    Journal.Opened group = journal.openGroup("p0", 1);
    assertThat(group.space().reserve(List.of(Entries.entry(1, 1, 50)))).isTrue();
    journal.append(Write.of("p0", 1).with(Entries.sized(1, 1, 50)));
    assertThat(journal.stats().reservedBytes()).isZero();
  }

  /** Law L8 as a planted bug: whoever lets a late write pass loses the newer one. */
  @Test
  void aLateWriteThatPassedTheFenceWouldReplaceANewerEntry() {
    Journal journal = Journal.open(disk, SETTINGS);
    journal.openGroup("p0", 1);
    Write late = Write.of("p0", 1).with(Entries.run(1, 1, 1));
    journal.openGroup("p0", 2);
    journal.append(Write.of("p0", 2).with(Entries.run(2, 1, 3)));
    assertThat(journal.append(late)).isEqualTo(Journal.Outcome.STALE);
    assertThat(journal.openGroup("p0", 3).entries()).isEqualTo(Entries.run(2, 1, 3));
    Write unfenced = new Write("p0", 3, late.hardState(), late.snapshot(), late.entries(), false);
    journal.append(unfenced);
    assertThat(journal.openGroup("p0", 4).entries()).isEqualTo(Entries.run(1, 1, 1));
  }

  @Test
  void anOpenThatFailsGivesTheLockBack() {
    disk.capacity(100);
    assertThatThrownBy(() -> Journal.open(disk, SETTINGS))
        .isInstanceOf(JournalException.NoRoom.class)
        .hasMessageStartingWith("sim: no room for segment 00000001.seg: no space for 8192 bytes");
    disk.capacity(1 << 20);
    Journal.open(disk, SETTINGS).close();
    assertThat(disk.list()).doesNotContain("00000001.seg.part");
  }

  @Test
  void anotherProcessIsKeptOut(@TempDir Path folder) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    try (Journal journal = Journal.open(LocalDisk.at(folder), SETTINGS)) {
      assertThat(journal.fresh()).isTrue();
      Process other =
          new ProcessBuilder(
                  List.of(
                      java.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      OpenOnce.class.getName(),
                      folder.toString()))
              .redirectErrorStream(true)
              .start();
      String said = new String(other.getInputStream().readAllBytes()).strip();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(said).isEqualTo("folder " + folder + " is in use by another process");
    }
  }

  /** The other process. */
  static final class OpenOnce {
    private OpenOnce() {}

    public static void main(String[] args) throws IOException {
      try (Journal journal = Journal.open(LocalDisk.at(Path.of(args[0])), SETTINGS)) {
        System.out.println("opened " + journal.stats());
      } catch (JournalException.InUse e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static final class Sparse extends DiskWrapper {
    Sparse(Disk disk) {
      super(disk);
    }

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        private long claimed;

        @Override
        public void allocate(long length) {
          claimed = length;
        }

        @Override
        public long size() throws IOException {
          return Math.max(claimed, super.size());
        }
      };
    }
  }
}
