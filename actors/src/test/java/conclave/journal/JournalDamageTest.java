package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.disk.Disk;
import conclave.raft.log.HardState;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.DiskWrapper;
import conclave.sim.disk.SimDisk;
import conclave.sim.disk.SimDisk.Survival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Law L6: bytes that were synced and are wrong are damage; bytes that were not are a torn end. */
class JournalDamageTest {

  private static final HardState TERM_9 = new HardState(9, Optional.empty());

  private record Flip(String file, int at) {}

  private record Flips(int flips, int damaged, int harmless, int wrong) {}

  @Test
  void aFlippedBitAnywhereInSyncedFilesIsNamedOrHarmless() throws IOException {
    Flips flips = flipEverywhere(UnaryOperator.identity());
    System.out.printf("journal bit rot: %s%n", flips);
    assertThat(flips.wrong).isZero();
    assertThat(flips.flips).isGreaterThan(5_000);
    assertThat(flips.damaged).isGreaterThan(3_000);
  }

  @Test
  void theFlipsFindFramesThatDoNotTellWhatWasSynced() throws IOException {
    assertThat(flipEverywhere(WithoutSyncedOffsets::new).wrong).isPositive();
  }

  /** Flips one bit at a time; every third byte of every segment. */
  private static Flips flipEverywhere(UnaryOperator<Disk> lie) throws IOException {
    SimDisk disk = new SimDisk("sim");
    Workload life = new Workload(lie.apply(disk), CrashTrial.WORKLOAD);
    life.run(CrashTrial.STEPS);
    disk.crash(Survival.KEPT, new SplittableRandom(0));
    Map<String, GroupModel> truth = new TreeMap<>();
    try (Journal journal = Journal.open(lie.apply(disk), Workload.SETTINGS)) {
      Workload.GROUPS.forEach(g -> truth.put(g, GroupModel.of(journal.openGroup(g, 1))));
    }
    disk.crash(Survival.LOST, new SplittableRandom(0));
    int[] counts = new int[4];
    for (String file : disk.list().stream().filter(name -> name.endsWith(".seg")).toList()) {
      for (int at = 0; at < Workload.SETTINGS.segmentBytes(); at += 3) {
        SimDisk rotten = disk.copyOfDurable();
        rotten.flip(file, at, at % 8);
        counts[0]++;
        counts[judge(rotten, new Flip(file, at), truth, life)]++;
      }
    }
    return new Flips(counts[0], counts[1], counts[2], counts[3]);
  }

  /** 1 for damage that is named, 2 for no loss at all, 3 for a wrong answer. */
  private static int judge(Disk disk, Flip flip, Map<String, GroupModel> truth, Workload life) {
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      Map<String, GroupModel> found = new TreeMap<>();
      boolean suspect = true;
      for (String group : Workload.GROUPS) {
        Journal.Opened opened = journal.openGroup(group, 1);
        found.put(group, GroupModel.of(opened));
        suspect &= opened.suspect();
      }
      boolean named =
          journal.stats().damage().stream()
              .anyMatch(
                  d ->
                      d.file().equals(flip.file)
                          && d.offset() <= flip.at
                          && flip.at < d.offset() + d.length());
      if (named && suspect) {
        return found.keySet().stream().allMatch(g -> wasOnce(found.get(g), g, life)) ? 1 : 3;
      }
      return found.equals(truth) ? 2 : 3;
    }
  }

  /** Even a damaged log is one that the group once had, or the beginning of one. */
  private static boolean wasOnce(GroupModel found, String group, Workload life) {
    return found.entries().isEmpty()
        || life.states.stream()
            .map(state -> state.get(group))
            .filter(then -> then.snapshot().last().index() < found.last())
            .anyMatch(
                then ->
                    found.entries().stream()
                        .filter(e -> e.index() > then.snapshot().last().index())
                        .allMatch(then.entries()::contains));
  }

  private static Journal synced(Disk disk) {
    Journal journal = Journal.open(disk, Workload.SETTINGS);
    journal.openGroup("a", 1);
    journal.openGroup("b", 1);
    journal.append(Write.of("a", 1).with(Entries.run(1, 1, 5)));
    journal.append(Write.of("b", 1).with(TERM_9));
    journal.idle();
    return journal;
  }

  @Test
  void allGroupsStaySuspectOverRestartsUntilEachIsHealed() {
    SimDisk disk = new SimDisk("sim");
    synced(disk).close();
    disk.flip("00000001.seg", 200, 3);
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.stats().damage()).hasSize(1);
      assertThat(journal.stats().damage().get(0).toString())
          .startsWith("00000001.seg at offset ")
          .contains("checksum does not match");
      assertThat(journal.openGroup("a", 1).suspect()).isTrue();
      assertThat(journal.openGroup("new", 1).suspect()).isTrue();
    }
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.stats().damage()).allMatch(Damage::known);
      assertThat(journal.openGroup("a", 1).suspect()).isTrue();
      assertThat(journal.openGroup("b", 1).suspect()).isTrue();
      journal.append(Write.of("a", 1).with(new HardState(10, Optional.empty())).withHealed());
    }
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.openGroup("a", 1).suspect()).isFalse();
      assertThat(journal.openGroup("b", 1).suspect()).isTrue();
    }
    disk.flip("00000001.seg", 40, 3);
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.openGroup("a", 1).suspect()).isTrue();
    }
  }

  @Test
  void damageWhereAMissingFileWasReplacedIsNewDamage() throws IOException {
    SimDisk disk = new SimDisk("sim");
    Journal first = synced(disk);
    while (!disk.list().contains("00000002.seg")) {
      first.append(Write.of("a", 1).with(Entries.sized(1, 6, 400)));
      first.idle();
    }
    first.close();
    disk.delete("00000002.seg");
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.stats().damage()).hasSize(1);
      assertThat(journal.openGroup("a", 1).suspect()).isTrue();
      journal.append(Write.of("a", 1).with(new HardState(10, Optional.empty())).withHealed());
      journal.idle();
    }
    int end = 200;
    for (int at = 0; at < end; at += 8) {
      SimDisk rotten = disk.copyOfDurable();
      rotten.flip("00000002.seg", at, 0);
      try (Journal journal = Journal.open(rotten, Workload.SETTINGS)) {
        assertThat(journal.openGroup("a", 1).suspect()).as("offset " + at).isTrue();
      }
    }
  }

  @Test
  void aCrashWhileDamageIsRecordedDoesNotMakeItForgotten() throws IOException {
    SimDisk disk = new SimDisk("sim");
    synced(disk).close();
    disk.flip("00000001.seg", 200, 3);
    int crashes = 0;
    boolean crashed = true;
    for (long change = 1; crashed; change++) {
      SimDisk again = disk.copyOfDurable();
      again.crashAt(change, change % 2 == 0);
      crashed = opensWithACrash(again);
      again.crash(Survival.TORN, new SplittableRandom(change));
      crashes += crashed ? 1 : 0;
      try (Journal journal = Journal.open(again, Workload.SETTINGS)) {
        assertThat(journal.stats().damage()).hasSize(1);
        assertThat(journal.openGroup("a", 1).suspect()).as("change " + change).isTrue();
        assertThat(journal.openGroup("b", 1).suspect()).as("change " + change).isTrue();
      }
    }
    assertThat(crashes).isGreaterThan(5);
  }

  private static boolean opensWithACrash(Disk disk) {
    try {
      Journal.open(disk, Workload.SETTINGS);
      return false;
    } catch (CrashPoint crash) {
      return true;
    }
  }

  @Test
  void aMissingOrShortenedSegmentIsDamage() throws IOException {
    SimDisk disk = new SimDisk("sim");
    new Workload(disk, CrashTrial.WORKLOAD).run(CrashTrial.STEPS);
    disk.crash(Survival.KEPT, new SplittableRandom(0));
    Journal.open(disk, Workload.SETTINGS).close();
    disk.crash(Survival.LOST, new SplittableRandom(0));
    int tried = 0;
    for (String file : disk.list().stream().filter(name -> name.endsWith(".seg")).toList()) {
      for (int length : new int[] {-1, 0, 8, 100, 2_048, 4_088}) {
        SimDisk cut = disk.copyOfDurable();
        if (length < 0) {
          cut.delete(file);
        } else {
          cut.open(file).truncate(length);
        }
        tried++;
        try (Journal journal = Journal.open(cut, Workload.SETTINGS)) {
          boolean lossless = losesNothing(journal, disk);
          assertThat(journal.openGroup("a", 1).suspect() || lossless).as(file + length).isTrue();
        }
      }
    }
    assertThat(tried).isGreaterThan(12);
  }

  private static boolean losesNothing(Journal journal, SimDisk original) {
    try (Journal whole = Journal.open(original.copyOfDurable(), Workload.SETTINGS)) {
      return Workload.GROUPS.stream()
          .allMatch(
              group ->
                  GroupModel.of(whole.openGroup(group, 1))
                      .equals(GroupModel.of(journal.openGroup(group, 1))));
    }
  }

  @Test
  void aTornTailIsZeroedSoThatAnOldVoteCannotComeBackBehindANewFrame() throws IOException {
    assertThat(votesThatCameBack(UnaryOperator.identity())).isZero();
    assertThat(votesThatCameBack(WithoutZeros::new)).isPositive();
  }

  /** Tears the first of two writes, then puts a new one of every size in its place. */
  private static int votesThatCameBack(UnaryOperator<Disk> lie) throws IOException {
    int back = 0;
    for (int padding = 0; padding < 120; padding++) {
      SimDisk disk = new SimDisk("sim");
      Journal journal = Journal.open(lie.apply(disk), Workload.SETTINGS);
      journal.openGroup("a", 1);
      int torn = (int) JournalInspector.describe(disk).segments().get(0).end();
      journal.append(Write.of("a", 1).with(Entries.sized(1, 1, 100)));
      journal.append(Write.of("a", 1).with(TERM_9));
      journal.sync();
      disk.crash(Survival.KEPT, new SplittableRandom(0));
      disk.flip("00000001.seg", torn, 0);
      Journal second = Journal.open(lie.apply(disk), Workload.SETTINGS);
      assertThat(second.openGroup("a", 1).hardState()).isEqualTo(HardState.NONE);
      second.append(Write.of("a", 1).with(Entries.sized(1, 1, padding)));
      second.sync();
      disk.crash(Survival.KEPT, new SplittableRandom(0));
      Journal third = Journal.open(lie.apply(disk), Workload.SETTINGS);
      back += third.openGroup("a", 1).hardState().equals(TERM_9) ? 1 : 0;
    }
    return back;
  }

  private static final class WithoutZeros extends DiskWrapper {
    WithoutZeros(Disk disk) {
      super(disk);
    }

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
          if (from.mismatch(ByteBuffer.allocate(from.remaining())) >= 0) {
            super.write(offset, from);
          }
        }
      };
    }
  }

  /** A journal that does not keep law L6: its frames say that nothing was ever synced. */
  private static final class WithoutSyncedOffsets extends DiskWrapper {
    WithoutSyncedOffsets(Disk disk) {
      super(disk);
    }

    @Override
    protected File wrap(File file) {
      return new FileWrapper(file) {
        @Override
        public void write(long offset, ByteBuffer from) throws IOException {
          ByteBuffer bytes = ByteBuffer.allocate(from.remaining()).put(from).flip();
          int at = 0;
          while (at + Frame.HEADER_BYTES <= bytes.limit() && bytes.getInt(at) == Frame.MAGIC) {
            int length = bytes.getInt(at + 8);
            CRC32C crc = new CRC32C();
            bytes.putLong(at + 24, 0);
            crc.update(bytes.array(), at + 8, length - 8);
            bytes.putInt(at + 4, (int) crc.getValue());
            at += length;
          }
          super.write(offset, bytes);
        }
      };
    }
  }
}
