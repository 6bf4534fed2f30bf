package conclave.journal.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.SnapshotStore;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A snapshot arrives, and the machine fails at every step of that. */
class ReceiptCrashTest {

  private static final SnapshotId ID = new SnapshotId(new EntryId(3, 70), Configuration.EMPTY);
  private static final SnapshotId NEWER = new SnapshotId(new EntryId(3, 90), Configuration.EMPTY);
  private static final byte[] CONTENT = content(7);
  private static final int PART = 500;

  private static byte[] content(long seed) {
    byte[] content = new byte[16_000];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static int checksum(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue();
  }

  private static Receipt open(SimDisk disk) throws IOException {
    return SnapshotStore.open(disk).receive("p0", ID, CONTENT.length, checksum(CONTENT));
  }

  /** Writes what is missing, and says how much was there. */
  private static long complete(SimDisk disk) throws IOException {
    Receipt receipt = open(disk);
    long resumed = receipt.next();
    while (!receipt.isComplete()) {
      int from = (int) receipt.next();
      receipt.write(Arrays.copyOfRange(CONTENT, from, Math.min(CONTENT.length, from + PART)));
    }
    receipt.finish();
    return resumed;
  }

  private static byte[] found(SimDisk disk) throws IOException {
    SnapshotStore.Snapshot found = SnapshotStore.open(disk).latest("p0").orElseThrow();
    return found.chunk(0, CONTENT.length + 1);
  }

  @Test
  void afterACrashAtAnyStepItIsWholeOrGoesOnWithWhatIsDurable() throws IOException {
    int crashes = 0;
    int whole = 0;
    long resumed = 0;
    for (SimDisk.Survival survival : SimDisk.Survival.values()) {
      boolean reached = true;
      for (int step = 1; reached; step++) {
        SimDisk disk = new SimDisk("n1");
        disk.crashAt(step, step % 2 == 0);
        try {
          complete(disk);
          reached = false;
        } catch (CrashPoint e) {
          crashes++;
        }
        disk.crashAt(-1, false);
        disk.crash(survival, new SplittableRandom(step));
        if (SnapshotStore.open(disk).find("p0", ID.last()).isPresent()) {
          whole++;
        } else {
          resumed += complete(disk) > 0 ? 1 : 0;
        }
        assertThat(found(disk)).isEqualTo(CONTENT);
        assertThat(disk.list()).as("nothing is left over").hasSize(1);
      }
    }
    System.out.printf(
        "a snapshot arrives: %d crashes, %d times it was whole, %d times it was gone on with%n",
        crashes, whole, resumed);
    assertThat(crashes).isGreaterThan(150);
    assertThat(resumed).isGreaterThan(80);
    assertThat(whole).isGreaterThan(3);
  }

  /** Half of it is here. */
  private static SimDisk half() throws IOException {
    SimDisk disk = new SimDisk("n1");
    Receipt receipt = open(disk);
    for (int from = 0; from < CONTENT.length / 2; from += PART) {
      receipt.write(Arrays.copyOfRange(CONTENT, from, from + PART));
    }
    disk.crash(SimDisk.Survival.KEPT, new SplittableRandom(1));
    return disk;
  }

  @Test
  void whatRottedMeanwhileIsNotGoneOnWith() throws IOException {
    SimDisk half = half();
    long durable = open(half.copyOfDurable()).next();
    assertThat(durable).isGreaterThan(6_000);
    String file = half.list().get(0);
    int begunAnew = 0;
    for (int at = 0; at < half.size(file); at += 7) {
      SimDisk rotten = half.copyOfDurable();
      rotten.flip(file, at, at % 8);
      begunAnew += complete(rotten) == 0 ? 1 : 0;
      assertThat(found(rotten)).isEqualTo(CONTENT);
    }
    System.out.println("a part of a snapshot rots: begun anew " + begunAnew + " times");
    assertThat(begunAnew).isGreaterThan(800);
  }

  @Test
  void anotherSnapshotTakesItsPlaceAndAMarkBeyondItEndsIt() throws IOException {
    SimDisk disk = half();
    SnapshotStore store = SnapshotStore.open(disk);
    store.prune("p0", new SnapshotId(new EntryId(3, 69), Configuration.EMPTY), last -> false);
    assertThat(disk.list()).hasSize(1);
    store.receive("p1", ID, CONTENT.length, 5).close();
    store.receive("p0", NEWER, CONTENT.length, 5).close();
    assertThat(disk.list())
        .hasSize(2)
        .noneMatch(name -> name.startsWith("p0-" + "0".repeat(18) + "70"));
    store.prune("p0", NEWER, last -> false);
    assertThat(disk.list()).singleElement().asString().startsWith("p1-");
  }

  @Test
  void whatWasNotAnnouncedIsNeverGoneOnWith() throws IOException {
    SimDisk disk = new SimDisk("n1");
    SnapshotStore store = SnapshotStore.open(disk);
    store.receive("p0", ID, Receipt.UNKNOWN, 0).write(CONTENT);
    Receipt again = SnapshotStore.open(disk).receive("p0", ID, Receipt.UNKNOWN, 0);
    assertThat(again.next()).isZero();
    again.write(CONTENT);
    again.finish();
    assertThat(found(disk)).isEqualTo(CONTENT);
    assertThat(disk.list()).hasSize(1);
  }
}
