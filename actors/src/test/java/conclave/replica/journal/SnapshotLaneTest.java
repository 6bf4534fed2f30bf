package conclave.replica.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import conclave.journal.SnapshotStore;
import conclave.journal.disk.LocalDisk;
import conclave.machine.Machines;
import conclave.machine.SessionLimits;
import conclave.map.table.MapLimits;
import conclave.map.table.MapTable;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader's snapshot that arrives in parts. */
class SnapshotLaneTest {

  private static final SnapshotId ID = new SnapshotId(new EntryId(2, 9), Configuration.EMPTY);

  @TempDir private Path folder;
  private final TestInbox<SnapshotNotice> replica = TestInbox.create();
  private final List<String> complaints = new ArrayList<>();
  private SnapshotStore store;
  private SnapshotLane lane;

  @BeforeEach
  void open() throws IOException {
    store = SnapshotStore.open(LocalDisk.at(folder));
    lane = new SnapshotLane(store, complaints::add);
  }

  private static byte[] content() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Machines(SessionLimits.STANDARD, Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)))
        .save(out);
    return out.toByteArray();
  }

  private SnapshotNotice.Kept keep(byte[] content, int from, int to) {
    byte[] part = Arrays.copyOfRange(content, from, to);
    boolean done = to == content.length;
    lane.run(
        new SnapshotWork.Keep(
            "g", 1, new Message.SnapshotChunk(3, ID, from, part, done), replica.getRef()));
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

  @Test
  void oneThatArrivesDamagedIsNeverKeptAndMayBeSentAgain() throws IOException {
    byte[] content = content();
    byte[] damaged = content.clone();
    damaged[25] ^= 4;
    keep(damaged, 0, 20);
    SnapshotNotice.Kept last = keep(damaged, 20, content.length);
    assertThat(last.complete()).isFalse();
    assertThat(last.next()).isZero();
    assertThat(last.failure().orElseThrow())
        .contains("arrived damaged")
        .contains(content.length + " bytes");
    assertThat(store.find("g", ID.last())).isEmpty();
    keep(content, 0, 20);
    assertThat(keep(content, 20, content.length).complete()).isTrue();
    assertThat(complaints).isEmpty();
  }

  @Test
  void aPartThatDoesNotFollowIsRefused() throws IOException {
    byte[] content = content();
    keep(content, 0, 20);
    assertThat(keep(content, 21, content.length).failure().orElseThrow()).contains("not expected");
    assertThat(store.find("g", ID.last())).isEmpty();
  }
}
