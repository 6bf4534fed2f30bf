package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static conclave.raft.Bench.E;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Cluster membership changes (Ongaro's dissertation, chapter 4, and his correction of 2015): the
 * acceptor's part (law L11).
 */
final class MembershipTest {

  private static final Change.Add ADD_D = new Change.Add(D);

  /** a leads term 1 of a, b and c, and its no-op is committed. */
  private static Bench leading() {
    Bench bench = new Bench().start().lead();
    bench.persisted();
    bench.committed(1);
    return bench;
  }

  private static Message.Append append(long index, Configuration next, long commit) {
    byte[] bytes = ConfigurationCodec.encode(next);
    Entry entry = new Entry(new EntryId(1, index), Entry.Kind.CONFIGURATION, bytes);
    EntryId previous = index == 1 ? EntryId.NONE : new EntryId(1, index - 1);
    return new Message.Append(1, 1, previous, List.of(entry), commit);
  }

  // How a change is made.

  @Test
  void itIsAppendedOnceAMajorityWouldAnswer_andDoneOnceItIsCommitted() {
    Bench bench = leading();

    assertThat(bench.change(ADD_D)).containsExactly("weigh a b c + d in term 1");
    assertThat(bench.weighed(null))
        .containsExactly(
            "persist 3: [2@1=(a b c + d)]",
            "event MEMBERS",
            "appended after 1@1 [2@1=(a b c + d)]");
    assertThat(bench.acceptor().configuration().learners())
        .as("live on append (section 4.1)")
        .containsExactly(D);
    assertThat(bench.committed(2))
        .containsExactly("apply [2@1=(a b c + d)]", "change: Done a b c + d");
    assertThat(bench.change(ADD_D)).as("again").containsExactly("Done a b c + d");
  }

  @Test
  void noneBeginsBeforeAnEntryOfTheOwnTermIsCommitted() {
    Bench bench = new Bench().start().lead();
    bench.persisted();

    assertThat(bench.change(ADD_D)).containsExactly("BUSY: a leads only since a moment ago");
    bench.committed(1);
    assertThat(bench.change(ADD_D)).containsExactly("weigh a b c + d in term 1");
  }

  @Test
  void oneIsMadeAtATime() {
    Bench bench = leading();
    bench.change(ADD_D);

    Change remove = new Change.Remove(C);
    assertThat(bench.change(remove)).containsExactly("BUSY: another change is under way");
    bench.weighed(null);
    assertThat(bench.change(remove)).containsExactly("BUSY: another change is under way");
    assertThat(bench.keepsUp(D)).as("no promotion either").isEmpty();
    bench.committed(2);
    assertThat(bench.change(remove)).containsExactly("weigh a b + d in term 1");
  }

  @Test
  void anInheritedChangeMustBeCommittedFirst() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.receive(B, append(1, new Configuration(List.of(A, B, C), List.of(D)), 0));
    bench.persisted();
    bench.lead();
    bench.persisted();

    assertThat(bench.change(new Change.RemoveNamed("c")))
        .containsExactly("BUSY: a leads only since a moment ago");
    bench.committed(2);
    assertThat(bench.change(new Change.RemoveNamed("c")))
        .containsExactly("weigh a b + d in term 2");
  }

  @Test
  void itIsRefusedWhereNoMajorityWouldAnswer() {
    Bench bench = leading();
    bench.change(new Change.Remove(B));

    assertThat(bench.weighed("c does not answer"))
        .containsExactly("change: NO_MAJORITY: c does not answer");
    assertThat(bench.acceptor().last().index()).isEqualTo(1);
  }

  @Test
  void itIsRefusedOnAFullDisk() {
    Bench bench = new Bench().space(entries -> false).start().lead();
    bench.persisted();
    bench.committed(1);
    bench.change(ADD_D);

    assertThat(bench.weighed(null))
        .containsExactly("change: NO_SPACE: the leader's disk is full, or too much is under way");
    assertThat(bench.acceptor().last().index()).isEqualTo(1);
  }

  @Test
  void aMemberOnAnotherDirectoryHasToGoFirst() {
    Bench bench = leading();

    assertThat(bench.change(new Change.Add(new NodeId("c", 2))))
        .containsExactly("NAME_TAKEN: c#2 cannot be added while c#1 is a member: remove c first");
    assertThat(bench.change(new Change.Remove(new NodeId("c", 2))))
        .as("that one is no member")
        .containsExactly("Done a b c");
  }

  @Test
  void theLastVoterStays() {
    Bench bench = new Bench().voters(A).start().lead();
    bench.persisted();
    bench.committed(1);

    assertThat(bench.change(new Change.Remove(A)))
        .containsExactly("LAST_VOTER: a is the last voter and cannot be removed");
  }

  @Test
  void itIsUnknownOnceAppendedByOneThatLeadsNoMore() {
    Bench bench = leading();
    bench.change(ADD_D);
    bench.weighed(null);

    assertThat(bench.receive(B, new Message.AppendReply(2, 1, false, EntryId.NONE)))
        .contains("change: Unknown[sentence=a led no more before the change was committed]");
    assertThat(bench.change(ADD_D)).containsExactly("Elsewhere[leader=Optional.empty]");
  }

  @Test
  void itIsNotDoneWhereItWasNotAppendedBeforeTheLeadershipEnded() {
    Bench bench = leading();
    bench.change(ADD_D);

    assertThat(bench.receive(B, new Message.AppendReply(2, 1, false, EntryId.NONE)))
        .contains("change: Elsewhere[leader=Optional.empty]");
    assertThat(bench.weighed(null)).as("too late").isEmpty();
  }

  @Test
  void aLearnerThatKeepsUpIsMadeAVoter() {
    Bench bench =
        new Bench().configuration(new Configuration(List.of(A, B, C), List.of(D))).start().lead();
    bench.persisted();
    assertThat(bench.keepsUp(D)).as("before an entry of the term is committed").isEmpty();
    bench.committed(1);

    assertThat(bench.keepsUp(D))
        .containsExactly(
            "persist 3: [2@1=(a b c d)]", "event MEMBERS", "appended after 1@1 [2@1=(a b c d)]");
    assertThat(bench.keepsUp(D)).as("once").isEmpty();
  }

  // A configuration is as good as its entry.

  @Test
  void itIsInForceOnAppendAndRolledBackWithItsEntry() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.receive(B, append(1, Configuration.of(A, B), 0));
    assertThat(bench.acceptor().configuration()).isEqualTo(Configuration.of(A, B));

    assertThat(bench.receive(C, Bench.append(2, 1, "0: 1@2", 0))).contains("event MEMBERS");
    assertThat(bench.acceptor().configuration()).isEqualTo(Configuration.of(A, B, C));
  }

  @Test
  void itIsRememberedOverARestart() {
    byte[] bytes = ConfigurationCodec.encode(Configuration.of(A, B));
    Bench bench =
        new Bench()
            .term(1)
            .entries(List.of(new Entry(new EntryId(1, 1), Entry.Kind.CONFIGURATION, bytes)))
            .start();

    assertThat(bench.acceptor().configuration()).isEqualTo(Configuration.of(A, B));
    assertThat(bench.acceptor().membership().isSettled()).isFalse();
  }

  /** Else somebody who loads it would know of no members, and could neither vote nor campaign. */
  @Test
  void aNewMemberTakesNoSnapshotBeforeItsLogNamesTheMembers() {
    Bench bench = new Bench().configuration(Configuration.EMPTY).start().follow(B, 1);
    String much =
        IntStream.rangeClosed(1, 90).mapToObj(i -> i + "@1").collect(Collectors.joining(" "));
    bench.receive(B, Bench.append(1, 1, "0: " + much, 90));
    assertThat(bench.acceptor().commit()).isEqualTo(90);
    assertThat(bench.receive(B, append(91, Configuration.of(A, B, C), 90)))
        .doesNotContain("take snapshot at 90@1");

    assertThat(bench.receive(B, Bench.append(1, 1, "91@1: 92@1", 92)))
        .contains("take snapshot at 92@1");
  }

  // Who votes, and who campaigns.

  @Test
  void aLearnerVotesSinceItMayBeAVoterWithoutKnowing_butDoesNotCampaign() {
    Bench bench = new Bench().configuration(new Configuration(List.of(B, C), List.of(A))).start();

    assertThat(bench.pass(Bench.TIMEOUT))
        .as("asks only whether it is a member still")
        .containsExactly("to b: PreVote term 1 last 0", "to c: PreVote term 1 last 0");
    bench.receive(B, new Message.Vote(1, EntryId.NONE));
    assertThat(bench.persisted()).containsExactly("to b: VoteReply term 1 granted");
  }

  @Test
  void aVoteIsGivenToACandidateThatIsNoMemberAsFarAsThisReplicaKnows() {
    Bench bench = new Bench().configuration(Configuration.EMPTY).start().follow(B, 1);
    bench.receive(B, append(1, Configuration.of(A, B, C), 0));
    bench.persisted();
    bench.pass(Bench.TIMEOUT);

    bench.receive(D, new Message.Vote(2, new EntryId(1, 2)));
    assertThat(bench.persisted()).contains("to d: VoteReply term 2 granted");
  }

  @Test
  void whoTookItselfOutCampaignsUntilThatIsCommitted() {
    byte[] bytes = ConfigurationCodec.encode(Configuration.of(B));
    Entry out = new Entry(new EntryId(1, 1), Entry.Kind.CONFIGURATION, bytes);
    Bench bench = new Bench().voters(A, B).term(1).entries(List.of(out)).start();

    assertThat(bench.pass(Bench.TIMEOUT)).contains("start candidacy of term 2, last 1@1");
    bench.receive(B, new Message.Vote(2, new EntryId(1, 2)));
    assertThat(bench.persisted()).contains("to b: VoteReply term 2 granted");
  }

  // Who is removed.

  @Test
  void itIsToldAndCampaignsNoMore() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.pass(Bench.TIMEOUT);

    assertThat(bench.receive(B, new Message.Removed(1, 7)))
        .containsExactly("stop proposer", "event CAMPAIGN_OVER", "event REMOVED");
    assertThat(bench.acceptor().membership().isRemoved()).isTrue();
    assertThat(bench.acceptor().leader()).isEmpty();
    assertThat(bench.pass(10 * Bench.TIMEOUT)).isEmpty();
    assertThat(bench.receive(C, new Message.Removed(1, 9))).as("said once").isEmpty();
    bench.receive(C, new Message.Vote(2, new EntryId(1, 9)));
    assertThat(bench.persisted()).contains("to c: VoteReply term 2 refused");
  }

  @Test
  void whoHasNotHeardThatItWasAddedCannotTellItThatItWasRemoved() {
    Bench bench = new Bench().snapshot("5@1").term(1).start();

    assertThat(bench.receive(B, new Message.Removed(1, 4))).isEmpty();
    assertThat(bench.acceptor().membership().isRemoved()).isFalse();
  }

  @Test
  void whoeverJoinsIsNotToldThatItIsOut() {
    Bench leader = new Bench().start().lead();
    leader.acceptor().committed(1, 1);
    leader.acceptor().membership().ask(new Change.Add(D));
    leader.acceptor().membership().weighed(1, Optional.empty());
    leader.take();

    assertThat(leader.receive(D, new Message.ReadIndex(1, 7)))
        .as("before that is committed")
        .containsExactly("read 7 of d in term 1");
    assertThat(leader.receive(E, new Message.ReadIndex(1, 7)))
        .as("a stranger")
        .contains("to e: Removed term 1 up to 1");

    Bench joiner = new Bench().configuration(Configuration.EMPTY).start();
    assertThat(joiner.receive(B, new Message.Removed(1, 4))).isEmpty();
    assertThat(joiner.acceptor().membership().isRemoved()).isFalse();
    assertThat(joiner.pass(10 * Bench.TIMEOUT)).as("it knows nobody to ask").isEmpty();
  }

  @Test
  void aLearnerThatHearsNobodyAsksWhetherItIsAMember() {
    Bench learner =
        new Bench()
            .configuration(new Configuration(List.of(B, C), List.of(A)))
            .start()
            .follow(B, 1);
    learner.take();

    assertThat(learner.pass(2 * Bench.TIMEOUT))
        .containsExactly("to b: PreVote term 2 last 0", "to c: PreVote term 2 last 0");
    assertThat(learner.receive(B, new Message.PreVoteReply(2, true)))
        .as("it asked for nothing else")
        .isEmpty();
    learner.receive(B, new Message.Removed(1, 7));
    learner.take();
    assertThat(learner.pass(10 * Bench.TIMEOUT)).as("once told, it is silent").isEmpty();
  }

  @Test
  void addedAgainItLearnsFromItsLog() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.receive(B, append(1, Configuration.of(A, B, C), 1));
    bench.receive(B, new Message.Removed(1, 2));
    assertThat(bench.acceptor().membership().isRemoved()).isTrue();

    bench.receive(B, append(2, Configuration.of(B, C), 2));
    bench.receive(B, append(3, new Configuration(List.of(B, C), List.of(A)), 2));

    assertThat(bench.acceptor().membership().isRemoved()).isFalse();
  }

  @Test
  void whoeverKnowsTellsWhoAsks_andTheLeaderTellsAtOnce() {
    Bench bench = leading();
    bench.change(new Change.Remove(C));
    bench.weighed(null);
    assertThat(bench.receive(C, new Message.PreVote(2, EntryId.NONE)))
        .as("not committed yet")
        .containsExactly("to c: PreVoteReply term 1 refused");

    assertThat(bench.committed(2))
        .containsExactly("apply [2@1=(a b)]", "to c: Removed term 1 up to 2", "change: Done a b");
    assertThat(bench.receive(C, new Message.PreVote(2, EntryId.NONE)))
        .containsExactly("to c: PreVoteReply term 1 refused", "to c: Removed term 1 up to 2");
    assertThat(bench.receive(C, new Message.ReadIndex(1, 5)))
        .contains("to c: Removed term 1 up to 2");
  }

  // A leader that is removed.

  @Test
  void itHandsOverFirst() {
    Bench bench = leading();

    assertThat(bench.change(new Change.Remove(A)))
        .containsExactly("hand over term 1 to whoever is most up to date");
    assertThat(bench.receive(B, Bench.append(2, 1, "1@1: 2@2", 1)))
        .contains("change: Elsewhere[leader=Optional[b]]");
  }

  @Test
  void whereNobodyTakesOverItTakesItselfOut_andStepsDownOnceThatIsCommitted() {
    Bench bench = leading();
    bench.change(new Change.Remove(A));

    bench.acceptor().handover().givenUp(1, "b did not take over");
    assertThat(bench.take()).containsExactly("weigh b c in term 1");
    bench.weighed(null);
    assertThat(bench.acceptor().configuration()).isEqualTo(Configuration.of(B, C));
    assertThat(bench.propose("x")).as("it leads on").hasToString("Assigned[first=3@1, count=1]");
    bench.take();

    assertThat(bench.committed(2))
        .containsExactly(
            "apply [2@1=(b c)]",
            "change: Done b c",
            "stop proposer",
            "event STEPPED_DOWN",
            "event REMOVED");
    assertThat(bench.pass(10 * Bench.TIMEOUT)).isEmpty();
  }

  @Test
  void whileItHandsOverNothingElseBegins() {
    Bench bench = leading();
    bench.handOver("b");

    assertThat(bench.change(ADD_D)).containsExactly("BUSY: a is handing over");
  }
}
