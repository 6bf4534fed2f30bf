package conclave.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.disk.Disk;
import conclave.sim.disk.SimDisk.Survival;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The simulated disk is as bad as it claims, and not worse. */
class SimDiskTest {

  private final SimDisk disk = new SimDisk("sim");

  private Disk.File synced(String name, int length) throws IOException {
    Disk.File file = disk.create(name);
    file.allocate(length);
    file.sync();
    disk.syncDirectory();
    return file;
  }

  private static ByteBuffer ones(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);
    return ByteBuffer.wrap(bytes);
  }

  private int onesIn(String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) disk.open(name).size());
    disk.open(name).read(0, bytes);
    int count = 0;
    for (byte b : bytes.array()) {
      count += b;
    }
    return count;
  }

  @Test
  void whatWasSyncedSurvivesAndTheRestIsLostOrKept() throws IOException {
    for (Survival survival : new Survival[] {Survival.LOST, Survival.KEPT}) {
      String name = survival.name();
      Disk.File file = synced(name, 100);
      file.write(0, ones(10));
      file.sync();
      file.write(10, ones(10));
      disk.create(name + "2");
      disk.crash(survival, new SplittableRandom(1));
      assertThat(onesIn(name)).isEqualTo(survival == Survival.KEPT ? 20 : 10);
      assertThat(disk.list().contains(name + "2")).isEqualTo(survival == Survival.KEPT);
    }
  }

  @Test
  void aTornWriteEndsAnywhereAndLosesSectorsInTheMiddle() throws IOException {
    Set<Integer> survived = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      synced("f" + seed, 4_096).write(100, ones(2_000));
      disk.crash(Survival.TORN, new SplittableRandom(seed));
      survived.add(onesIn("f" + seed));
    }
    System.out.printf("simulated disk: %d different tears in 200 crashes%n", survived.size());
    assertThat(survived).contains(0).hasSizeGreaterThan(80);
  }

  @Test
  void aFailedSyncIsReportedOnceAndItsDataNeverWritten() throws IOException {
    Disk.File file = synced("f", 100);
    file.write(0, ones(10));
    disk.failSyncs(1);
    assertThatThrownBy(file::sync).hasMessage("input/output error at SYNC of sim/f");
    file.sync();
    disk.crash(Survival.KEPT, new SplittableRandom(1));
    assertThat(onesIn("f")).isZero();
  }

  @Test
  void aCrashEndsHandlesAndLocksOfTheFormerLife() throws IOException {
    Disk.File file = synced("f", 100);
    disk.lock();
    assertThatThrownBy(disk::lock).isInstanceOf(Disk.Locked.class);
    disk.crashAt(disk.changes() + 1, false);
    assertThatThrownBy(() -> file.write(0, ones(1))).isInstanceOf(CrashPoint.class);
    disk.crash(Survival.KEPT, new SplittableRandom(1));
    assertThat(onesIn("f")).isZero();
    assertThatThrownBy(() -> file.write(0, ones(1)))
        .hasMessage("handle of sim/f is of a former life");
    disk.lock();
  }

  @Test
  void aRenameReplacesAtomically() throws IOException {
    synced("old", 1);
    synced("new", 2);
    disk.rename("new", "old");
    disk.crash(Survival.LOST, new SplittableRandom(1));
    assertThat(disk.list()).containsExactly("new", "old");
    assertThat(disk.open("old").size()).isEqualTo(1);
    disk.rename("new", "old");
    disk.syncDirectory();
    disk.crash(Survival.LOST, new SplittableRandom(1));
    assertThat(disk.list()).containsExactly("old");
    assertThat(disk.open("old").size()).isEqualTo(2);
  }
}
