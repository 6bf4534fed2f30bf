package conclave.replica.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.journal.SnapshotStore;
import conclave.journal.disk.LocalDisk;
import conclave.machine.Command;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are saved in slices, and a leader's that arrives in parts. */
class SnapshotLaneTest {

  private static final SnapshotId ID = new SnapshotId(new EntryId(2, 9), Configuration.EMPTY);

  @TempDir private Path folder;
  private final TestInbox<SnapshotNotice> replica = TestInbox.create();
  private final List<String> complaints = new ArrayList<>();
  private final Deque<SnapshotWork> later = new ArrayDeque<>();
  private SnapshotStore store;
  private SnapshotLane lane;

  @BeforeEach
  void open() throws IOException {
    store = SnapshotStore.open(LocalDisk.at(folder));
    lane = new SnapshotLane(store, complaints::add, later::add);
  }

  private static byte[] content() throws IOException {
    return content(machines());
  }

  private static byte[] content(Machines machines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    machines.save(out);
    return out.toByteArray();
  }

  private static Machines machines() {
    return new Machines(
        SessionLimits.STANDARD, Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)));
  }

  private static void put(Machines machines, int index, int bytes) {
    MapCommand put = new MapCommand.Put("m", "k" + index, new byte[bytes], Condition.ANY);
    Command command =
        index == 1
            ? new Command.OpenSession(7)
            : new Command.Execute(1, index, index, MapTable.NAME, put.encode());
    machines.apply(new Entry(new EntryId(2, index), Entry.Kind.COMMAND, command.encode()));
  }

  private SnapshotNotice.Kept keep(byte[] content, int from, int to) {
    byte[] part = Arrays.copyOfRange(content, from, to);
    boolean done = to == content.length;
    lane.run(
        new SnapshotWork.Keep(
            "g",
            1,
            new Message.SnapshotChunk(3, ID, from, part, done),
            SnapshotLaneTest::machines,
            replica.getRef()));
    return (SnapshotNotice.Kept) replica.receiveMessage();
  }

  @Test
  void theLastPartMakesItWholeAndDurable() throws IOException {
    byte[] content = content();
    SnapshotNotice.Kept first = keep(content, 0, 20);
    assertThat(first.complete()).isFalse();
    assertThat(first.next()).isEqualTo(20);
    SnapshotNotice.Kept last = keep(content, 20, content.length);
    assertThat(last.failure()).isEmpty();
    assertThat(last.complete()).isTrue();
    assertThat(store.find("g", ID.last())).isPresent();
  }

  private SnapshotNotice.Kept offer(byte[] whole) {
    CRC32C crc = new CRC32C();
    crc.update(whole);
    lane.run(
        new SnapshotWork.Expect(
            "g",
            1,
            new Message.SnapshotOffer(3, ID, whole.length, (int) crc.getValue()),
            SnapshotLaneTest::machines,
            replica.getRef()));
    return (SnapshotNotice.Kept) replica.receiveMessage();
  }

  /** The process starts again. */
  private void restart() throws IOException {
    store = SnapshotStore.open(LocalDisk.at(folder));
    lane = new SnapshotLane(store, complaints::add, later::add);
  }

  private static byte[] large() throws IOException {
    Machines machines = machines();
    for (int index = 1; index <= 9; index++) {
      put(machines, index, 10_000);
    }
    return content(machines);
  }

  @Test
  void oneThatArrivesDamagedIsNeverKeptAndMayBeSentAgain() throws IOException {
    byte[] content = content();
    byte[] damaged = content.clone();
    damaged[25] ^= 4;
    for (boolean offered : new boolean[] {false, true}) {
      if (offered) {
        assertThat(offer(content).next()).isZero();
      }
      keep(damaged, 0, 20);
      SnapshotNotice.Kept last = keep(damaged, 20, content.length);
      assertThat(last.complete()).isFalse();
      assertThat(last.next()).isZero();
      assertThat(last.failure().orElseThrow())
          .contains(offered ? "arrived damaged" : "its checksum is");
      assertThat(store.find("g", ID.last())).isEmpty();
      assertThat(LocalDisk.at(folder).list()).isEmpty();
    }
    offer(content);
    keep(content, 0, 20);
    assertThat(keep(content, 20, content.length).complete()).isTrue();
    assertThat(complaints).isEmpty();
  }

  /** The log is given up for it, so it must be of use; whole and intact is not enough. */
  @Test
  void oneThatTheMachinesOfThisBuildCannotBeGivenIsNotKept() throws IOException {
    byte[] content = content();
    lane.run(
        new SnapshotWork.Keep(
            "g",
            1,
            new Message.SnapshotChunk(3, ID, 0, content, true),
            () -> new Machines(SessionLimits.STANDARD, Map.of()),
            replica.getRef()));
    SnapshotNotice.Kept kept = (SnapshotNotice.Kept) replica.receiveMessage();
    assertThat(kept.complete()).isFalse();
    assertThat(kept.failure().orElseThrow()).contains("it holds machine 'map'");
    assertThat(LocalDisk.at(folder).list()).isEmpty();
  }

  @Test
  void aPartThatDoesNotFollowIsNotKeptAndTheOneThatIsWantedIsNamed() throws IOException {
    byte[] content = content();
    keep(content, 0, 20);
    SnapshotNotice.Kept gap = keep(content, 21, content.length);
    assertThat(gap.next()).isEqualTo(20);
    assertThat(gap.failure()).isEmpty();
    assertThat(keep(content, 20, content.length).complete()).isTrue();
  }

  @Test
  void afterARestartItGoesOnBehindWhatIsDurable() throws IOException {
    byte[] content = large();
    offer(content);
    keep(content, 0, 30_000);
    keep(content, 30_000, 60_000);
    keep(content, 60_000, 60_100);
    restart();
    assertThat(keep(content, 60_100, 70_000).next()).as("nothing was announced yet").isZero();
    SnapshotNotice.Kept resumed = offer(content);
    assertThat(resumed.next()).isEqualTo(60_000);
    assertThat(keep(content, 60_000, content.length).complete()).isTrue();
    assertThat(store.find("g", ID.last())).isPresent();
  }

  @Test
  void ofOtherBytesUnderTheSameNameNothingIsKept() throws IOException {
    byte[] content = large();
    offer(content);
    keep(content, 0, 60_000);
    restart();
    byte[] other = content.clone();
    other[7] ^= 1;
    assertThat(offer(other).next()).isZero();
    assertThat(offer(content).next()).isZero();
    assertThat(LocalDisk.at(folder).list()).hasSize(1);
  }

  @Test
  void aSnapshotThatIsBeingSentIsKeptAlthoughANewerOneIsMarked() throws IOException {
    byte[] content = content();
    keep(content, 0, content.length);
    TestInbox<SnapshotNotice> sender = TestInbox.create("sender");
    lane.run(new SnapshotWork.Find("g", sender.getRef()));
    SnapshotNotice.Found found = (SnapshotNotice.Found) sender.receiveMessage();
    assertThat(found.id()).contains(ID);
    assertThat(found.length()).isEqualTo(content.length);
    Machines machines = machines();
    for (int index = 1; index <= 12; index++) {
      put(machines, index, 10);
    }
    SnapshotId newer = new SnapshotId(machines.lastAppliedId(), Configuration.EMPTY);
    lane.run(new SnapshotWork.Save("g", newer, machines.freeze(), replica.getRef()));
    lane.run(new SnapshotWork.Prune("g", newer));
    lane.run(new SnapshotWork.Find("g", replica.getRef()));
    lane.run(new SnapshotWork.Read("g", ID.last(), 3, 5, sender.getRef()));
    assertThat(complaints).isEmpty();
    assertThat(((SnapshotNotice.Part) sender.receiveMessage()).bytes().orElseThrow())
        .isEqualTo(Arrays.copyOfRange(content, 3, 8));
    assertThat(LocalDisk.at(folder).list()).hasSize(2);
    lane.run(new SnapshotWork.Release("g", sender.getRef()));
    assertThat(LocalDisk.at(folder).list()).hasSize(1);
    assertThat(complaints).isEmpty();
  }

  @Test
  void aLargeStateIsSavedInSlicesBetweenWhichOthersHaveTheirTurnAndTheMachinesGoOn()
      throws IOException {
    Machines machines = machines();
    for (int index = 1; index <= 40; index++) {
      put(machines, index, 100_000);
    }
    byte[] then = content(machines);
    SnapshotId id = new SnapshotId(machines.lastAppliedId(), Configuration.EMPTY);
    lane.run(new SnapshotWork.Save("g", id, machines.freeze(), replica.getRef()));
    int slices = 1;
    for (; !later.isEmpty(); slices++) {
      put(machines, 40 + slices, 50);
      lane.run(new SnapshotWork.Find("other", replica.getRef()));
      assertThat(replica.receiveMessage())
          .isEqualTo(new SnapshotNotice.Found(Optional.empty(), 0, 0));
      lane.run(later.remove());
    }
    System.out.println(
        "a snapshot of " + then.length + " bytes was saved in " + slices + " slices");
    assertThat(slices).isBetween(3, 5);
    assertThat(replica.receiveMessage()).isEqualTo(new SnapshotNotice.Saved(id, Optional.empty()));
    SnapshotStore.Snapshot found = store.find("g", id.last()).orElseThrow();
    assertThat(found.chunk(0, then.length + 1)).isEqualTo(then);
  }

  @Test
  void anotherSnapshotOfTheSameGroupTakesThePlaceOfOneThatIsNotReady() throws IOException {
    Machines machines = machines();
    for (int index = 1; index <= 40; index++) {
      put(machines, index, 100_000);
    }
    SnapshotId id = new SnapshotId(machines.lastAppliedId(), Configuration.EMPTY);
    lane.run(new SnapshotWork.Save("g", id, machines.freeze(), replica.getRef()));
    lane.run(new SnapshotWork.Save("g", id, machines.freeze(), replica.getRef()));
    SnapshotNotice.Saved first = (SnapshotNotice.Saved) replica.receiveMessage();
    assertThat(first.failure().orElseThrow()).contains("given up");
    while (!later.isEmpty()) {
      lane.run(later.remove());
    }
    assertThat(replica.receiveMessage()).isEqualTo(new SnapshotNotice.Saved(id, Optional.empty()));
    assertThat(store.find("g", id.last())).isPresent();
    assertThat(complaints).isEmpty();
  }
}
