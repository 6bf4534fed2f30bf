package conclave.raft.proposer;

import static conclave.raft.Bench.B;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Recorder;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sender of InstallSnapshot (Raft, figure 13): one part at a time, as the peer wants them. */
final class SnapshotTransferTest {

  private static final EntryId LAST = Text.id("9@2");
  private static final long RETRY = 50;

  private final Recorder recorder = new Recorder();
  private final SnapshotTransfer transfer =
      new SnapshotTransfer(
          new SnapshotTransfer.Start(3, B, new SnapshotId(LAST, Configuration.EMPTY), 10),
          new SnapshotTransfer.Limits(4, Bench.nanos(RETRY), 3),
          recorder);

  private List<String> part(long offset, int length, long now) {
    transfer.part(offset, new byte[length], Bench.nanos(now));
    return recorder.take();
  }

  private List<String> reply(long term, long next, boolean installed) {
    transfer.on(new Message.SnapshotReply(term, LAST, next, installed));
    return recorder.take();
  }

  private List<String> tick(long now) {
    transfer.tick(Bench.nanos(now));
    return recorder.take();
  }

  @Test
  void partsGoOneByOneUntilThePeerHasInstalledThem() {
    transfer.begin();
    assertThat(recorder.take()).containsExactly("read part 0+4");
    assertThat(part(0, 4, 0)).containsExactly("to b: SnapshotChunk term 3 of 9@2 from 0, 4B");
    assertThat(reply(3, 4, false)).containsExactly("read part 4+4");
    part(4, 4, 1);
    assertThat(reply(3, 8, false)).containsExactly("read part 8+2");
    assertThat(part(8, 2, 2))
        .containsExactly("to b: SnapshotChunk term 3 of 9@2 from 8, 2B, the last");
    assertThat(reply(3, 10, true)).containsExactly("over for b at 9@2");
    assertThat(reply(3, 10, true)).isEmpty();
    assertThat(transfer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPartThatIsNotAnsweredIsSentAgainAndThenGivenUp() {
    transfer.begin();
    part(0, 4, 0);
    recorder.take();

    assertThat(tick(RETRY - 1)).isEmpty();
    assertThat(tick(RETRY)).hasSize(1).first().asString().startsWith("to b: SnapshotChunk");
    assertThat(tick(2 * RETRY)).hasSize(1);
    assertThat(tick(3 * RETRY)).containsExactly("over for b at 0");
    assertThat(tick(4 * RETRY)).isEmpty();
  }

  @Test
  void thePeerMayBeginAnew() {
    transfer.begin();
    part(0, 4, 0);
    reply(3, 4, false);
    part(4, 4, 0);

    assertThat(reply(3, 0, false)).containsExactly("read part 0+4");
  }

  @Test
  void answersToOthersAndBytesThatNobodyWantsChangeNothing() {
    transfer.begin();
    recorder.take();
    assertThat(part(4, 4, 0)).isEmpty();
    part(0, 4, 0);
    assertThat(part(0, 4, 0)).isEmpty();
    assertThat(reply(2, 4, false)).isEmpty();
    assertThat(reply(3, 0, false)).as("it is on its way").isEmpty();
    assertThat(reply(3, 10, false)).as("beyond the end").isEmpty();
    transfer.on(new Message.SnapshotReply(3, Text.id("8@2"), 4, false));
    assertThat(recorder.take()).isEmpty();
  }

  @Test
  void aSnapshotThatCannotBeReadEndsTheTransfer() {
    transfer.begin();
    recorder.take();
    transfer.failed();
    transfer.failed();
    assertThat(recorder.take()).containsExactly("over for b at 0");
  }
}
