package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SnapshotStoreTest {

  private static final NodeId N1 = new NodeId("n1", 7);
  private final SimDisk disk = new SimDisk("sim");

  private static SnapshotId id(long index) {
    return new SnapshotId(new EntryId(2, index), Configuration.of(N1));
  }

  private static byte[] content(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  private SnapshotStore put(String group, SnapshotId id, byte[] content) throws IOException {
    SnapshotStore store = SnapshotStore.open(disk);
    SnapshotStore.Writer writer = store.begin(group, id);
    for (int at = 0; at < content.length; at += 1_000) {
      writer.write(ByteBuffer.wrap(content, at, Math.min(1_000, content.length - at)));
    }
    writer.commit();
    return store;
  }

  @Test
  void aSnapshotIsReadAsItWasWrittenByStreamAndByChunk() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 200_001}) {
      SnapshotStore store = put("p0", id(size + 1), content(size));
      SnapshotStore.Snapshot found = store.latest("p0").orElseThrow();
      assertThat(found.id()).isEqualTo(id(size + 1));
      assertThat(found.contentBytes()).isEqualTo(size);
      assertThat(found.stream().readAllBytes()).isEqualTo(content(size));
      assertThat(found.chunk(size, 10)).isEmpty();
      assertThat(found.chunk(Math.max(0, size - 1), 10)).hasSize(Math.min(1, size));
    }
  }

  @Test
  void theNewestIntactOneIsTheLatestAndPruningKeepsIt() throws IOException {
    put("p0", id(5), content(10));
    put("p1", id(99), content(10));
    SnapshotStore store = put("p0", id(70), content(20));
    assertThat(store.latest("p0").orElseThrow().id()).isEqualTo(id(70));
    store.prune("p0", id(70), last -> false);
    assertThat(store.find("p0", id(5).last())).isEmpty();
    assertThat(store.latest("p0")).isPresent();
    assertThat(store.latest("p1")).isPresent();
    assertThat(store.latest("p")).isEmpty();
  }

  @Test
  void anUnfinishedSnapshotIsNotSeenAndDeletedAtTheNextStart() throws IOException {
    SnapshotStore store = put("p0", id(5), content(10));
    store.begin("p0", id(9)).write(ByteBuffer.wrap(content(10)));
    assertThat(store.latest("p0").orElseThrow().id()).isEqualTo(id(5));
    assertThat(disk.list()).hasSize(2);
    SnapshotStore.open(disk);
    assertThat(disk.list()).hasSize(1);
    store.begin("p0", id(9)).abort();
    assertThat(disk.list()).hasSize(1);
  }

  @Test
  void aFullDiskFailsTheSnapshotAlone() throws IOException {
    Journal journal = Journal.open(disk, Workload.SETTINGS);
    journal.openGroup("p0", 1);
    disk.capacity(disk.used() + 500);
    SnapshotStore.Writer writer = SnapshotStore.open(disk).begin("p0", id(1));
    assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(content(1_000))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no space");
    writer.abort();
    journal.append(Write.of("p0", 1).with(Entries.run(1, 1, 2)));
    journal.sync();
    assertThat(disk.list()).containsExactly("00000001.seg");
  }

  @Test
  void everyFlippedBitAndEveryCutIsNoticedAndTheOlderSnapshotServes() throws IOException {
    put("p0", id(5), content(10));
    SnapshotStore store = put("p0", id(70), content(300));
    String file =
        disk.list().stream().filter(name -> name.contains("70")).findFirst().orElseThrow();
    int size = (int) disk.open(file).size();
    SimDisk clean = disk.copyOfDurable();
    int tried = 0;
    for (int at = 0; at < size; at++) {
      SimDisk rotten = clean.copyOfDurable();
      rotten.flip(file, at, at % 8);
      tried++;
      // The version lies under the header's checksum, so that no flip looks like a newer format.
      requireOlder(SnapshotStore.open(rotten), file);
      SimDisk cut = clean.copyOfDurable();
      cut.open(file).truncate(at);
      requireOlder(SnapshotStore.open(cut), file);
    }
    System.out.printf("snapshot bit rot: %d flips, %d cuts%n", tried, tried);
    assertThat(tried).isGreaterThan(350);
    assertThat(store.damage()).isEmpty();
  }

  private static void requireOlder(SnapshotStore store, String file) throws IOException {
    assertThat(store.latest("p0").orElseThrow().id()).isEqualTo(id(5));
    assertThat(store.damage()).singleElement().extracting(Damage::file).isEqualTo(file);
  }
}
