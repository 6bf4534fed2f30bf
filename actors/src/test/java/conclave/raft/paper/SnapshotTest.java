package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Acceptor;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Proposal;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import conclave.raft.snapshot.Loss;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section 7: snapshots taken, and snapshots received. */
final class SnapshotTest {

  private static final Configuration NEWER = Configuration.of(Bench.A, B);
  private static final SnapshotId SNAPSHOT = new SnapshotId(Text.id("5@1"), NEWER);

  private static Message.SnapshotChunk chunk(long term, long offset, int length, boolean done) {
    return new Message.SnapshotChunk(term, SNAPSHOT, offset, new byte[length], done);
  }

  private static List<String> stored(Bench bench, long next, boolean complete) {
    bench.acceptor().chunkStored(SNAPSHOT.last(), next, complete);
    return bench.take();
  }

  @Test
  void partsAreKeptInOrderAndTheSnapshotIsInstalledWithTheLast() {
    Bench bench = new Bench().term(2).log("1@1").start().follow(B, 2);

    assertThat(bench.receive(B, chunk(2, 0, 4, false)))
        .containsExactly("store SnapshotChunk term 2 of 5@1 from 0, 4B");
    assertThat(stored(bench, 4, false)).containsExactly("to b: SnapshotReply term 2 of 5@1 next 4");
    bench.receive(B, chunk(2, 4, 2, true));
    assertThat(stored(bench, 6, true))
        .containsExactly(
            "event MEMBERS", "persist 1: snapshot 5@1", "restore 5@1", "event INSTALLED");
    assertThat(bench.acceptor().configuration()).isEqualTo(NEWER);
    assertThat(bench.acceptor().commit()).isEqualTo(5);
    assertThat(bench.persisted())
        .as("installed only once durable (law L1)")
        .containsExactly("to b: SnapshotReply term 2 of 5@1 installed");
  }

  @Test
  void aPartOutOfOrderIsAnsweredWithTheOneThatIsWanted() {
    Bench bench = new Bench().term(2).start().follow(B, 2);
    bench.receive(B, chunk(2, 0, 4, false));
    stored(bench, 4, false);

    assertThat(bench.receive(B, chunk(2, 8, 4, false)))
        .containsExactly("to b: SnapshotReply term 2 of 5@1 next 4");
  }

  @Test
  void onePartIsStoredAtATime() {
    Bench bench = new Bench().term(2).start().follow(B, 2);
    bench.receive(B, chunk(2, 0, 4, false));

    assertThat(bench.receive(B, chunk(2, 0, 4, false))).isEmpty();
  }

  @Test
  void entriesBehindTheSnapshotStayWhereTheLogsAgree() {
    Bench bench = new Bench().term(2).log("1@1 2@1 3@1 4@1 5@1 6@2").start().follow(B, 2);
    bench.receive(B, chunk(2, 0, 4, true));
    stored(bench, 4, true);

    assertThat(bench.acceptor().last()).isEqualTo(Text.id("6@2"));
    bench.persisted();
    assertThat(bench.receive(B, Bench.append(2, 2, "6@2:", 6)))
        .containsExactly("apply [6@2=x]", "to b: AppendReply term 2 round 2 matched 6@2");
  }

  @Test
  void theWholeLogGoesWhereItContradictsTheSnapshot() {
    Bench bench = new Bench().term(3).log("1@1 2@2 3@2 4@2 5@2 6@2 7@2").start().follow(B, 3);
    bench.receive(B, chunk(3, 0, 4, true));
    stored(bench, 4, true);

    assertThat(bench.acceptor().last()).isEqualTo(Text.id("5@1"));
    // Nothing is durable before the write is, not even what was durable in the old log.
    assertThat(bench.receive(B, Bench.append(3, 2, "5@1:", 5)))
        .containsExactly("to b: AppendReply term 3 round 2 matched 0");
    bench.persisted();
    assertThat(bench.receive(B, Bench.append(3, 3, "5@1:", 5)))
        .containsExactly("to b: AppendReply term 3 round 3 matched 5@1");
  }

  @Test
  void whoHasItAllSaysSoAtOnce() {
    Bench bench = new Bench().term(2).log("1@1 2@1 3@1 4@1 5@1").start().follow(B, 2);
    bench.receive(B, Bench.append(2, 2, "5@1:", 5));

    assertThat(bench.receive(B, chunk(2, 0, 4, false)))
        .containsExactly("to b: SnapshotReply term 2 of 5@1 installed");
  }

  @Test
  void aSnapshotCountsAsSignOfLife() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT - 1);
    bench.receive(B, chunk(2, 0, 4, false));

    assertThat(bench.pass(Bench.TIMEOUT - 1)).isEmpty();
    assertThat(bench.acceptor().leader()).contains(B);
  }

  @Test
  void aPartOfANewLeaderBeginsAnewWhateverTheOldOneSent() {
    Bench bench = new Bench().term(2).start().follow(B, 2);
    bench.receive(B, chunk(2, 0, 4, false));
    stored(bench, 4, false);

    assertThat(bench.receive(C, chunk(3, 0, 4, false)))
        .contains("store SnapshotChunk term 3 of 5@1 from 0, 4B");
  }

  @Test
  void aSnapshotIsWantedOnceEnoughWasAppliedAndOnlyOnceAtATime() {
    Bench bench = new Bench().start().lead();
    bench.propose("x".repeat(700));
    bench.acceptor().committed(1, 2);
    for (int i = 3; i <= 8; i++) {
      bench.propose("x".repeat(700));
      bench.acceptor().committed(1, i);
    }
    assertThat(bench.take().stream().filter(line -> line.startsWith("take")))
        .containsExactly("take snapshot at 7@1");

    bench.acceptor().snapshotTaken(Optional.of(Text.id("7@1")));
    assertThat(bench.take()).containsExactly("persist 10: snapshot 7@1");
    bench.acceptor().sliceWanted(1, B, Text.id("6@1"));
    bench.acceptor().sliceWanted(1, B, Text.id("7@1"));
    assertThat(bench.take()).containsExactly("compacted for b", "slice for b after 7@1 [8@1=700B]");
  }

  /** Nothing is committed any more then, so nothing else would ever call for a snapshot. */
  @Test
  void aLogThatIsFullBecauseSnapshotsFailedCallsForAnotherOne() {
    Bench bench = new Bench().start().lead();
    long last = 1;
    while (bench.propose("x".repeat(700)) instanceof Proposal.Assigned) {
      bench.acceptor().committed(1, ++last);
      if (bench.take().contains("take snapshot at " + last + "@1")) {
        bench.acceptor().snapshotTaken(Optional.empty());
      }
    }
    String wanted = "take snapshot at " + last + "@1";
    assertThat(bench.take()).containsExactly(wanted);
    assertThat(bench.propose("x".repeat(700)))
        .extracting("reason")
        .isEqualTo(Proposal.Reason.OVERLOADED);
    assertThat(bench.take()).as("one at a time").isEmpty();

    bench.acceptor().snapshotTaken(Optional.of(new EntryId(1, last)));
    assertThat(bench.propose("x".repeat(700))).isInstanceOf(Proposal.Assigned.class);
  }

  @Test
  void machinesContinueFromTheSnapshotAfterARestart() {
    assertThat(new Bench().snapshot("5@2").term(2).log("6@2").startWithEffects())
        .containsExactly("restore 5@2");
    assertThat(new Bench().term(2).log("1@2").startWithEffects()).isEmpty();
  }

  @Test
  void newMachinesAreReplayedFromTheSnapshot() {
    Bench bench = new Bench().snapshot("5@2").term(2).log("6@2 7@2").start().follow(B, 2);
    bench.receive(B, Bench.append(2, 2, "6@2:", 6));
    bench.acceptor().replay();
    assertThat(bench.take()).containsExactly("restore 5@2", "apply [6@2=x]");
  }

  @Test
  void aSnapshotOfWhatIsAlreadyBehindIsForgotten() {
    Bench bench = new Bench().snapshot("5@2").term(2).start();
    bench.acceptor().snapshotTaken(Optional.of(Text.id("4@2")));
    bench.acceptor().snapshotTaken(Optional.empty());
    assertThat(bench.take()).isEmpty();
    assertThat(bench.acceptor().last()).isEqualTo(new EntryId(2, 5));
  }

  /** Its own snapshot, up to 5@1, is damaged. */
  private static Bench lost() {
    Bench bench = new Bench().snapshot("5@1").term(2).log("6@1").start();
    bench.acceptor().stateLost(new Loss.Unreadable(SNAPSHOT.last()));
    assertThat(bench.take()).containsExactly("event STATE_LOST");
    return bench;
  }

  @Test
  void whoCannotReadItsOwnSnapshotAsksTheLeaderForOneAndTakesNoneThatIsOlder() {
    Bench bench = lost();
    assertThat(bench.receive(B, Bench.append(2, 1, "6@1:", 5)))
        .contains("to b: SnapshotWanted term 2 at least 5@1");
    assertThat(bench.receive(B, Bench.append(2, 1, "6@1:", 5)))
        .as("once a round")
        .noneMatch(line -> line.contains("SnapshotWanted"));
    bench.persisted();
    SnapshotId older = new SnapshotId(Text.id("4@1"), NEWER);
    assertThat(bench.receive(B, new Message.SnapshotChunk(2, older, 0, new byte[4], true)))
        .containsExactly("to b: SnapshotReply term 2 of 4@1 installed");

    bench.receive(B, Bench.append(2, 2, "6@1:", 6));
    assertThat(bench.receive(B, chunk(2, 0, 4, true)))
        .containsExactly("store SnapshotChunk term 2 of 5@1 from 0, 4B, the last");
    assertThat(stored(bench, 4, true))
        .as("the log is whole: what was committed in the meantime is applied from it")
        .containsExactly(
            "persist 1: snapshot 5@1", "restore 5@1", "apply [6@1=x]", "event INSTALLED");
    assertThat(bench.acceptor().stateLost()).isFalse();
    assertThat(bench.acceptor().commit()).isEqualTo(6);
    assertThat(bench.receive(B, Bench.append(2, 3, "6@1:", 6)))
        .noneMatch(line -> line.contains("SnapshotWanted"));
  }

  @Test
  void whoCannotReadItsOwnSnapshotKeepsItsPromisesAndDoesNotLead() {
    Bench bench = lost();
    assertThat(bench.receive(B, new Message.Vote(3, Text.id("6@1"))))
        .contains("persist 2: term 3 vote b");
    assertThat(bench.persisted()).containsExactly("to b: VoteReply term 3 granted");
    assertThat(bench.pass(3 * Bench.TIMEOUT))
        .as("no campaign; it asks whether it is a member still")
        .isNotEmpty()
        .allMatch(line -> line.contains("PreVote term 4"));

    Bench leader = new Bench().snapshot("5@1").term(2).log("6@1").start().lead();
    leader.acceptor().stateLost(new Loss.Unreadable(SNAPSHOT.last()));
    assertThat(leader.acceptor().role()).isEqualTo(Acceptor.Role.FOLLOWER);
  }

  @Test
  void aLeaderTakesASnapshotForWhoNeedsALaterOneThanItHas() {
    Bench bench = new Bench().start().lead();
    bench.propose("x");
    bench.acceptor().committed(1, 2);
    bench.take();
    Message.SnapshotWanted wanted = new Message.SnapshotWanted(1, Text.id("2@1"));
    assertThat(bench.receive(B, wanted)).containsExactly("take snapshot at 2@1");
    assertThat(bench.receive(B, wanted)).as("it is on its way").isEmpty();
    bench.acceptor().snapshotTaken(Optional.of(Text.id("2@1")));
    bench.take();
    assertThat(bench.receive(B, wanted))
        .containsExactly("answer of b: SnapshotWanted term 1 at least 2@1");
    assertThat(bench.receive(B, new Message.SnapshotWanted(0, Text.id("2@1"))))
        .containsExactly("to b: SnapshotReply term 1 of 2@1 next 0");
  }

  @Test
  void aSnapshotThatWasReplacedMeanwhileIsNotLost() {
    Bench bench = new Bench().snapshot("5@2").term(2).start();
    bench.acceptor().stateLost(new Loss.Unreadable(Text.id("4@2")));
    assertThat(bench.take()).containsExactly("restore 5@2");
    assertThat(bench.acceptor().stateLost()).isFalse();
  }

  @Test
  void aSnapshotIsTakenOnWishWhereThereIsAnythingNew() {
    Bench bench = new Bench().snapshot("5@2").term(2).log("6@2").start().follow(B, 2);
    bench.acceptor().snapshotWanted();
    assertThat(bench.take()).as("nothing is new").isEmpty();
    bench.receive(B, Bench.append(2, 2, "6@2:", 6));
    bench.acceptor().snapshotWanted();
    bench.acceptor().snapshotWanted();
    assertThat(bench.take()).containsExactly("take snapshot at 6@2");
  }
}
