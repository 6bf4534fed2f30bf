package conclave.replica;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.Effect;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.PostStop;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.raft.proposer.Pace;
import conclave.raft.proposer.SnapshotTransfer;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.kit.Post;
import conclave.replica.peers.Outbox;
import conclave.serialization.Wire;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CatchupTest {

  private static final long RETRY = 200;
  private static final int TRIES = 3;
  private static final EntryId LAST = new EntryId(1, 40);
  private static final SnapshotId SNAPSHOT = new SnapshotId(LAST, Configuration.of(A, B));
  private static final byte[] CONTENT = "abcdefghij".getBytes();

  private final AtomicLong clock = new AtomicLong();
  private final TestInbox<Post.Letter> mail = TestInbox.create("mail");
  private final TestInbox<JournalWriter.Command> journal = TestInbox.create("journal");
  private final TestInbox<Proposers.FromProposer> replica = TestInbox.create("replica");

  private final BehaviorTestKit<Object> catchup =
      BehaviorTestKit.create(
          Catchup.create(
                  new Catchup.Setup(
                      2,
                      B,
                      new SnapshotTransfer.Limits(4, 1, RETRY, TRIES, Pace.unlimited(), true),
                      clock::get,
                      new Outbox("g", A, new Post(mail.getRef())),
                      journal.getRef(),
                      replica.getRef()))
              .unsafeCast());

  private void found(Optional<SnapshotId> id) {
    SnapshotWork.Find find = (SnapshotWork.Find) journal.receiveMessage();
    assertThat(find.group()).isEqualTo("g");
    find.replyTo().tell(new SnapshotNotice.Found(id, CONTENT.length, 5));
    catchup.runOne();
  }

  private void read(int offset, int length) {
    SnapshotWork.Read read = (SnapshotWork.Read) journal.receiveMessage();
    assertThat(read.last()).isEqualTo(LAST);
    assertThat(read.offset()).isEqualTo(offset);
    assertThat(read.length()).isEqualTo(length);
    byte[] bytes = Arrays.copyOfRange(CONTENT, offset, offset + length);
    read.replyTo().tell(new SnapshotNotice.Part(offset, Optional.of(bytes)));
    catchup.runOne();
  }

  private Message.SnapshotChunk sent() {
    Post.Letter letter = mail.receiveMessage();
    assertThat(letter.to()).isEqualTo(B);
    return (Message.SnapshotChunk) ((Wire.ToReplica) letter.wire()).message();
  }

  private void wants(long next) {
    catchup.run(new Catchup.Answer(new Message.SnapshotReply(2, LAST, next, false)));
  }

  /** The peer has nothing of it. */
  private void offered() {
    Message.SnapshotOffer offer =
        (Message.SnapshotOffer) ((Wire.ToReplica) mail.receiveMessage().wire()).message();
    assertThat(offer.length()).isEqualTo(CONTENT.length);
    assertThat(offer.checksum()).isEqualTo(5);
    wants(0);
  }

  /** What the timer would do. */
  private void ring() {
    Effect.TimerScheduled<Object> timer = lastTimer();
    clock.addAndGet(timer.duration().toNanos());
    catchup.run(timer.msg());
  }

  @SuppressWarnings("unchecked") // timers of an actor that takes objects
  private Effect.TimerScheduled<Object> lastTimer() {
    return catchup.getAllEffects().stream()
        .filter(Effect.TimerScheduled.class::isInstance)
        .map(effect -> (Effect.TimerScheduled<Object>) effect)
        .reduce((former, later) -> later)
        .orElseThrow(() -> new AssertionError("no timer was set"));
  }

  @Test
  void theSnapshotIsReadAndSentPartByPartAsThePeerWants() {
    found(Optional.of(SNAPSHOT));
    offered();
    StringBuilder received = new StringBuilder();
    for (int offset = 0; offset < CONTENT.length; offset += 4) {
      read(offset, Math.min(4, CONTENT.length - offset));
      Message.SnapshotChunk chunk = sent();
      received.append(new String(chunk.bytes()));
      assertThat(chunk.term()).isEqualTo(2);
      assertThat(chunk.snapshot()).isEqualTo(SNAPSHOT);
      assertThat(chunk.done()).isEqualTo(offset == 8);
      wants(offset + 4);
    }
    assertThat(received.toString()).isEqualTo(new String(CONTENT));
    catchup.run(new Catchup.Answer(new Message.SnapshotReply(2, LAST, CONTENT.length, true)));
    replica.expectMessage(new Proposers.TransferOver(B, LAST));
  }

  @Test
  void aPartThatIsNotAnsweredIsSentAgainAndAtLastTheTransferIsGivenUp() {
    found(Optional.of(SNAPSHOT));
    offered();
    read(0, 4);
    for (int again = 1; again < TRIES; again++) {
      assertThat(sent().offset()).isZero();
      ring();
      read(0, 4);
    }
    assertThat(sent().offset()).isZero();
    assertThat(replica.hasMessages()).isFalse();
    ring();
    replica.expectMessage(new Proposers.TransferOver(B, EntryId.NONE));
    assertThat(mail.hasMessages()).isFalse();
  }

  @Test
  void aSnapshotThatCannotBeReadEndsTheTransfer() {
    found(Optional.of(SNAPSHOT));
    offered();
    SnapshotWork.Read read = (SnapshotWork.Read) journal.receiveMessage();
    read.replyTo().tell(new SnapshotNotice.Part(0, Optional.empty()));
    catchup.runOne();
    replica.expectMessage(new Proposers.TransferOver(B, EntryId.NONE));
  }

  @Test
  void whereThereIsNoSnapshotItEndsOnlyAfterAWhile() {
    found(Optional.empty());
    assertThat(catchup.isAlive()).isTrue();
    Effect.TimerScheduled<Object> timer = lastTimer();
    assertThat(timer.duration().toNanos()).isEqualTo(RETRY);
    catchup.run(timer.msg());
    assertThat(catchup.isAlive()).isFalse();
  }

  @Test
  void theSnapshotIsReleasedWhenItStopsHoweverThatCameAbout() {
    found(Optional.of(SNAPSHOT));
    catchup.signal(PostStop.instance());
    SnapshotWork.Release release = (SnapshotWork.Release) journal.receiveMessage();
    assertThat(release.group()).isEqualTo("g");
  }
}
