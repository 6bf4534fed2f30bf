package conclave.raft.proposer;

import static conclave.raft.Bench.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Recorder;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sender of InstallSnapshot (Raft, figure 13), with a window, a pace and a memory. */
final class SnapshotTransferTest {

  private static final EntryId LAST = Text.id("9@2");
  private static final long RETRY = 50;
  private static final int TRIES = 6;

  private final Recorder recorder = new Recorder();
  private SnapshotTransfer transfer = transfer(Pace.unlimited());

  /** 20 bytes in parts of 4, of which two may be on their way. */
  private SnapshotTransfer transfer(Pace pace) {
    SnapshotId id = new SnapshotId(LAST, Configuration.EMPTY);
    return new SnapshotTransfer(
        new SnapshotTransfer.Start(3, B, id, 20, 77),
        new SnapshotTransfer.Limits(4, 2, Bench.nanos(RETRY), TRIES, pace, true),
        recorder);
  }

  private List<String> begin() {
    transfer.begin(0);
    return recorder.take();
  }

  private List<String> part(long offset, long now) {
    transfer.part(offset, new byte[4], Bench.nanos(now));
    return recorder.take();
  }

  private List<String> reply(long next, long now) {
    transfer.on(new Message.SnapshotReply(3, LAST, next, false), Bench.nanos(now));
    return recorder.take();
  }

  private List<String> tick(long now) {
    transfer.tick(Bench.nanos(now));
    return recorder.take();
  }

  private static String chunk(int from) {
    return "to b: SnapshotChunk term 3 of 9@2 from "
        + from
        + ", 4B"
        + (from == 16 ? ", the last" : "");
  }

  @Test
  void whoMayNotKnowOfOffersIsSentOnePartAfterTheOther() {
    transfer = plain();
    assertThat(begin()).containsExactly("read part 0+4");
    assertThat(part(0, 1)).containsExactly(chunk(0));
    assertThat(tick(10)).isEmpty();
    assertThat(reply(4, 11)).containsExactly("read part 4+4");
    assertThat(part(4, 12)).containsExactly(chunk(4));
    assertThat(tick(12 + RETRY)).as("it was lost").containsExactly("read part 4+4");
    assertThat(part(4, 63)).containsExactly(chunk(4));
    assertThat(reply(8, 64)).containsExactly("read part 8+4");
    part(8, 65);
    reply(12, 66);
    part(12, 67);
    assertThat(reply(16, 68)).containsExactly("read part 16+4");
    assertThat(part(16, 69)).containsExactly(chunk(16));
    transfer.on(new Message.SnapshotReply(3, LAST, 20, true), Bench.nanos(70));
    assertThat(recorder.take()).containsExactly("over for b at 9@2");
  }

  @Test
  void whoMayNotKnowOfOffersIsSentTheLastPartAgainOrAllOfIt() {
    transfer = plain();
    begin();
    for (long from = 0; from < 20; from += 4) {
      part(from, 1);
      reply(from + 4, 1);
    }
    assertThat(tick(1 + RETRY)).as("its word that it is done").containsExactly("read part 16+4");
    assertThat(part(16, 52)).containsExactly(chunk(16));
    assertThat(reply(0, 53)).as("it was restarted, and has lost all").isEmpty();
    assertThat(tick(52 + RETRY)).containsExactly("read part 0+4");
    assertThat(part(0, 103)).containsExactly(chunk(0));
    assertThat(reply(4, 104)).containsExactly("read part 4+4");
  }

  private SnapshotTransfer plain() {
    return new SnapshotTransfer(
        new SnapshotTransfer.Start(3, B, new SnapshotId(LAST, Configuration.EMPTY), 20, 77),
        new SnapshotTransfer.Limits(4, 2, Bench.nanos(RETRY), TRIES, Pace.unlimited(), true)
            .withoutOffer(),
        recorder);
  }

  @Test
  void itAsksWhatIsThereAndThenSendsAsFarAsTheWindowAllows() {
    assertThat(begin()).containsExactly("to b: SnapshotOffer term 3 of 9@2, 20B");
    assertThat(reply(0, 1)).containsExactly("read part 0+4", "read part 4+4");
    assertThat(part(0, 1)).containsExactly(chunk(0));
    assertThat(part(4, 1)).containsExactly(chunk(4));
    assertThat(reply(4, 2)).containsExactly("read part 8+4");
    assertThat(reply(8, 2)).containsExactly("read part 12+4");
    part(8, 3);
    part(12, 3);
    assertThat(reply(16, 4)).containsExactly("read part 16+4");
    assertThat(part(16, 4)).containsExactly(chunk(16));
    transfer.on(new Message.SnapshotReply(3, LAST, 20, true), Bench.nanos(5));
    assertThat(recorder.take()).containsExactly("over for b at 9@2");
    assertThat(transfer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(reply(0, 6)).isEmpty();
    assertThat(tick(1_000)).isEmpty();
  }

  @Test
  void itGoesOnBehindWhatThePeerHasAlready() {
    begin();
    assertThat(reply(12, 1)).containsExactly("read part 12+4", "read part 16+4");
    part(12, 1);
    assertThat(part(16, 1)).containsExactly(chunk(16));
  }

  @Test
  void aGapIsFilledAtOnceHoweverOftenItIsReported() {
    begin();
    reply(0, 1);
    part(0, 1);
    part(4, 1);
    reply(4, 2);
    part(8, 2);
    assertThat(reply(4, 3))
        .as("the part at 4 was lost")
        .containsExactly("read part 4+4", "read part 8+4");
    assertThat(reply(4, 3)).isEmpty();
    assertThat(part(4, 4)).containsExactly(chunk(4));
    assertThat(part(8, 4)).containsExactly(chunk(8));
    assertThat(reply(12, 5)).containsExactly("read part 12+4", "read part 16+4");
  }

  @Test
  void whatIsNotAnsweredIsSentAgainAndAtLastTheTransferIsGivenUp() {
    begin();
    reply(0, 0);
    part(0, 0);
    part(4, 0);
    assertThat(tick(RETRY - 1)).isEmpty();
    for (int i = 1; i < TRIES; i++) {
      assertThat(tick(i * RETRY)).containsExactly("read part 0+4", "read part 4+4");
      part(0, i * RETRY);
      part(4, i * RETRY);
    }
    assertThat(tick(TRIES * RETRY)).containsExactly("over for b at 0");
    assertThat(tick(2 * TRIES * RETRY)).isEmpty();
  }

  @Test
  void aPeerThatDoesNotKnowOfOffersIsSentTheParts() {
    begin();
    assertThat(tick(RETRY)).containsExactly("to b: SnapshotOffer term 3 of 9@2, 20B");
    assertThat(tick(2 * RETRY)).containsExactly("to b: SnapshotOffer term 3 of 9@2, 20B");
    assertThat(tick(3 * RETRY)).containsExactly("read part 0+4", "read part 4+4");
    assertThat(part(0, 3 * RETRY)).containsExactly(chunk(0));
    assertThat(reply(4, 4 * RETRY)).containsExactly("read part 8+4");
  }

  @Test
  void aPeerThatStartedAgainIsAskedWhatItHasLeft() {
    begin();
    reply(0, 1);
    part(0, 1);
    part(4, 1);
    reply(8, 2);
    part(8, 2);
    assertThat(reply(0, 3)).as("or an old answer").isEmpty();
    assertThat(tick(2 + RETRY)).containsExactly("to b: SnapshotOffer term 3 of 9@2, 20B");
    assertThat(reply(4, 3 + RETRY)).containsExactly("read part 4+4", "read part 8+4");
  }

  @Test
  void anOldAnswerThatWasOvertakenDisturbsNothing() {
    begin();
    reply(0, 1);
    part(0, 1);
    part(4, 1);
    reply(8, 2);
    assertThat(reply(4, 2)).isEmpty();
    part(8, 3);
    assertThat(reply(12, 4)).containsExactly("read part 16+4");
    assertThat(tick(4 + RETRY - 1)).isEmpty();
  }

  @Test
  void whoHasEverythingAndDoesNotSaySoIsAskedAgain() {
    begin();
    assertThat(reply(20, 1)).isEmpty();
    assertThat(tick(1 + RETRY)).containsExactly("to b: SnapshotOffer term 3 of 9@2, 20B");
  }

  @Test
  void partsKeepToThePaceOfTheNode() {
    Pace pace = Pace.of(4_000);
    transfer = transfer(pace);
    begin();
    assertThat(reply(0, 0)).containsExactly("read part 0+4");
    part(0, 0);
    assertThat(transfer.deadlineNanos()).isEqualTo(Bench.nanos(1));
    assertThat(reply(4, 0)).isEmpty();
    assertThat(pace.reserve(4, 0)).as("another transfer").isEqualTo(Bench.nanos(2));
    assertThat(tick(1)).containsExactly("read part 4+4");
    part(4, 1);
    assertThat(reply(8, 2)).isEmpty();
    assertThat(transfer.deadlineNanos()).isEqualTo(Bench.nanos(3));
    assertThat(tick(3)).containsExactly("read part 8+4");
  }

  @Test
  void aPaceIsKeptOverAnyTimeAndNotSavedUp() {
    Pace pace = Pace.of(1_000_000);
    long at = 0;
    for (int i = 0; i <= 100; i++) {
      at = pace.reserve(10_000, 0);
    }
    assertThat(at).as("a MB takes a second").isEqualTo(1_000_000_000L);
    assertThat(pace.reserve(1, 5_000_000_000L)).isEqualTo(5_000_000_000L);
    assertThat(pace.reserve(1, 5_000_000_000L)).isEqualTo(5_000_001_000L);
    assertThatThrownBy(() -> Pace.of(0)).hasMessageContaining("0 bytes");
  }

  @Test
  void answersToOthersAndBytesThatNobodyWantsChangeNothing() {
    begin();
    assertThat(part(0, 0)).isEmpty();
    reply(0, 0);
    assertThat(part(4, 0)).isEmpty();
    part(0, 0);
    assertThat(part(0, 0)).isEmpty();
    transfer.on(new Message.SnapshotReply(2, LAST, 4, false), 0);
    transfer.on(new Message.SnapshotReply(3, Text.id("8@2"), 4, false), 0);
    assertThat(recorder.take()).isEmpty();
  }

  @Test
  void aSnapshotThatCannotBeReadEndsTheTransfer() {
    begin();
    transfer.failed();
    transfer.failed();
    assertThat(recorder.take()).containsExactly("over for b at 0");
  }
}
