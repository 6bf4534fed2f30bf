package conclave.monitor.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.disk.LocalDisk;
import conclave.journal.disk.SyncTimes;
import conclave.journal.disk.TimedDisk;
import conclave.monitor.Probe.Syncs;
import conclave.monitor.Vitals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This JVM, this disk. */
class JvmProbeTest {

  @TempDir private Path folder;

  private JvmProbe probe(SyncTimes syncs) {
    return new JvmProbe(folder, syncs, () -> null, () -> 0);
  }

  private static void share(Double figure) {
    if (figure != null) {
      assertThat(figure).isBetween(0.0, 1.0);
    }
  }

  @Test
  void thisProcessCanBeMeasured() throws IOException {
    JvmProbe probe = probe(new SyncTimes(System::nanoTime));
    Vitals first = probe.measure();
    System.gc();
    Vitals vitals = probe.measure();
    System.out.println("this process: " + vitals);
    assertThat(vitals.memoryUsed()).isBetween(1L, vitals.memoryMax());
    assertThat(vitals.diskFree()).isBetween(0L, vitals.diskTotal());
    assertThat(vitals.uptimeMs()).isGreaterThanOrEqualTo(first.uptimeMs()).isPositive();
    share(vitals.cpu());
    share(vitals.systemCpu());
    share(vitals.gcShare());
    assertThat(vitals.gcShare()).as("a collection has just been").isPositive();
    if (vitals.containerMemoryMax() != null) {
      assertThat(vitals.containerMemoryUsed()).isBetween(1L, vitals.containerMemoryMax());
    }
    assertThat(vitals.fsyncMs()).as("what the monitor sees itself").isNull();
  }

  @Test
  void syncsOfSegmentsAreTimedAndThoseOfSnapshotsAreNot() throws IOException {
    SyncTimes times = new SyncTimes(System::nanoTime);
    TimedDisk disk = new TimedDisk(LocalDisk.at(folder), times);
    assertThat(times.take()).isEqualTo(new SyncTimes.Taken(0, 0));
    try (var snapshot = disk.create("p0-1-1.snap.part")) {
      snapshot.write(0, ByteBuffer.allocate(1_000));
      snapshot.sync();
    }
    assertThat(times.take()).isEqualTo(new SyncTimes.Taken(0, 0));
    try (var segment = disk.create("00000001.seg.part")) {
      segment.allocate(4_096);
      segment.write(0, ByteBuffer.allocate(1_000));
      segment.sync();
      assertThat(segment.size()).isEqualTo(4_096);
    }
    Syncs seen = probe(times).syncs();
    assertThat(seen.worstMs()).isPositive();
    assertThat(seen.smoothedMs()).isEqualTo(seen.worstMs());
    assertThat(times.take()).isEqualTo(new SyncTimes.Taken(0, seen.smoothedMs()));
    disk.rename("00000001.seg.part", "00000001.seg");
    assertThat(disk.list()).containsExactly("00000001.seg", "p0-1-1.snap.part");
  }

  @Test
  void aFolderThatIsGoneIsNamed() {
    Path gone = folder.resolve("gone");
    assertThatThrownBy(
            () ->
                new JvmProbe(gone, new SyncTimes(System::nanoTime), () -> null, () -> 0).measure())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(gone.toString());
  }

  @Test
  void whatACollectorDoesBesideTheApplicationIsNoPause() {
    assertThat(GcShare.pauses("G1 Young Generation")).isTrue();
    assertThat(GcShare.pauses("Copy")).isTrue();
    assertThat(GcShare.pauses("ZGC Major Pauses")).isTrue();
    assertThat(GcShare.pauses("ZGC Major Cycles")).isFalse();
    assertThat(GcShare.pauses("G1 Concurrent GC")).isFalse();
  }
}
