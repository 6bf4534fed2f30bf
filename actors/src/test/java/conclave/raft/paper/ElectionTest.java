package conclave.raft.paper;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static conclave.raft.Bench.D;
import static conclave.raft.Bench.E;
import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Recorder;
import conclave.raft.Text;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Candidacy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sections 5.2 and 5.4.1; the dissertation's 9.6 (pre-vote) and 4.2.3 (leader stickiness). */
final class ElectionTest {

  private static final Message.Vote VOTE = new Message.Vote(1, EntryId.NONE);
  private static final Message.PreVote PRE_VOTE = new Message.PreVote(1, EntryId.NONE);

  @Test
  void aFollowerThatHearsNobodyCampaignsAndSpendsNoTermYet() {
    Bench bench = new Bench().start();

    assertThat(bench.pass(Bench.TIMEOUT - 1)).isEmpty();
    assertThat(bench.pass(1))
        .containsExactly("event CAMPAIGN", "start candidacy of term 1, last 0");
    assertThat(bench.acceptor().term()).isZero();
  }

  @Test
  void aFollowerThatHearsALeaderDoesNotCampaign() {
    Bench bench = new Bench().start();
    for (int i = 0; i < 5; i++) {
      assertThat(bench.pass(Bench.TIMEOUT - 1)).isEmpty();
      bench.receive(B, Bench.append(1, 1, "0:", 0));
    }
    assertThat(bench.pass(Bench.TIMEOUT)).contains("event CAMPAIGN");
  }

  @Test
  void aCampaignAsksForPromisesThenForVotesThenLeads() {
    Recorder recorder = new Recorder();
    Candidacy candidacy = candidacy(recorder, 5, Configuration.of(A, B, C, D, E));

    candidacy.begin();
    assertThat(recorder.take()).hasSize(4).contains("to e: PreVote term 5 last 7@4");
    candidacy.on(B, new Message.PreVoteReply(5, true));
    candidacy.on(B, new Message.PreVoteReply(5, true));
    candidacy.on(C, new Message.PreVoteReply(4, false));
    assertThat(recorder.take()).isEmpty();
    candidacy.on(D, new Message.PreVoteReply(5, true));
    assertThat(recorder.take()).containsExactly("nominated for term 5");
    candidacy.on(E, new Message.PreVoteReply(5, true));
    candidacy.on(B, new Message.VoteReply(5, true));
    assertThat(recorder.take()).as("no vote was asked for yet").isEmpty();

    candidacy.ballot();
    assertThat(recorder.take()).hasSize(4).contains("to b: Vote term 5 last 7@4");
    candidacy.ballot();
    candidacy.on(C, new Message.PreVoteReply(5, true));
    candidacy.on(E, new Message.VoteReply(5, false));
    candidacy.on(D, new Message.VoteReply(4, true));
    candidacy.on(B, new Message.VoteReply(5, true));
    candidacy.on(B, new Message.VoteReply(5, true));
    assertThat(recorder.take()).isEmpty();
    candidacy.on(C, new Message.VoteReply(5, true));
    candidacy.on(D, new Message.VoteReply(5, true));
    assertThat(recorder.take()).containsExactly("elected in term 5");
  }

  @Test
  void onlyVotersCountAndOnlyInTheirOwnIncarnation() {
    Recorder recorder = new Recorder();
    NodeId learner = D;
    Candidacy candidacy =
        candidacy(recorder, 2, new Configuration(List.of(A, B, C), List.of(learner)));
    candidacy.begin();
    candidacy.on(B, new Message.PreVoteReply(2, true));
    candidacy.ballot();
    assertThat(recorder.take()).noneMatch(line -> line.startsWith("to d"));

    candidacy.on(learner, new Message.VoteReply(2, true));
    candidacy.on(E, new Message.VoteReply(2, true));
    candidacy.on(new NodeId("b", 2), new Message.VoteReply(2, true));
    assertThat(recorder.take()).isEmpty();
    candidacy.on(B, new Message.VoteReply(2, true));
    assertThat(recorder.take()).containsExactly("elected in term 2");
  }

  @Test
  void aVoterAloneElectsItself() {
    Recorder recorder = new Recorder();
    Candidacy candidacy = candidacy(recorder, 1, Configuration.of(A));
    candidacy.begin();
    candidacy.ballot();
    assertThat(recorder.take()).containsExactly("nominated for term 1", "elected in term 1");
  }

  private static Candidacy candidacy(Recorder recorder, long term, Configuration configuration) {
    return new Candidacy(
        new StartCandidacy(term, A, configuration, Text.id("7@4"), false), recorder);
  }

  @Test
  void aCandidateVotesForItselfDurablyBeforeItAsksOthers() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);

    assertThat(bench.nominated()).containsExactly("persist 1: term 1 vote a", "event CANDIDATE");
    assertThat(bench.persisted()).containsExactly("ballot of term 1");
    assertThat(bench.elected())
        .containsExactly(
            "persist 2: [1@1=noop]",
            "event LEADER",
            "start leadership of term 1 after 0 [1@1=noop], commit 0");
  }

  @Test
  void aLateVictoryIsNone() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);
    bench.nominated();
    bench.persisted();
    bench.pass(Bench.TIMEOUT);

    assertThat(bench.elected()).isEmpty();
  }

  @Test
  void oneVoteATermFirstComeFirstServedAndDurableFirst() {
    Bench bench = new Bench().start();

    assertThat(bench.receive(B, VOTE))
        .containsExactly("persist 1: term 1", "persist 2: term 1 vote b");
    assertThat(bench.receive(C, VOTE)).isEmpty();
    assertThat(bench.persisted(1)).isEmpty();
    assertThat(bench.persisted(2))
        .containsExactly("to b: VoteReply term 1 granted", "to c: VoteReply term 1 refused");
    assertThat(bench.receive(B, VOTE))
        .as("asked once more by the same candidate")
        .containsExactly("to b: VoteReply term 1 granted");
  }

  @Test
  void aVoteIsRememberedOverARestart() {
    Bench bench = new Bench().term(1).votedFor(B).start();

    assertThat(bench.receive(C, VOTE)).containsExactly("to c: VoteReply term 1 refused");
    assertThat(bench.receive(B, VOTE)).containsExactly("to b: VoteReply term 1 granted");
  }

  @Test
  void aVoteForATermThatIsOverIsNotSent() {
    Bench bench = new Bench().start();
    bench.receive(B, VOTE);
    bench.receive(C, new Message.Vote(2, EntryId.NONE));

    assertThat(bench.persisted()).containsExactly("to c: VoteReply term 2 granted");
  }

  @Test
  void onlyACandidateWhoseLogIsAsUpToDateIsVotedFor() {
    String[][] cases = {
      {"2@3", "granted"}, // the same
      {"3@3", "granted"}, // longer
      {"1@4", "granted"}, // shorter, but of a later term
      {"1@3", "refused"}, // shorter
      {"9@2", "refused"}, // longer, but of an earlier term
      {"0", "refused"},
    };
    for (String[] each : cases) {
      Bench bench = new Bench().term(3).log("1@1 2@3").start();
      assertThat(bench.receive(B, new Message.PreVote(5, Text.id(each[0]))))
          .as(each[0])
          .containsExactly(
              "to b: PreVoteReply term %d %s"
                  .formatted(each[1].equals("granted") ? 5 : 3, each[1]));
      bench.receive(B, new Message.Vote(5, Text.id(each[0])));
      assertThat(bench.persisted())
          .as(each[0])
          .containsExactly("to b: VoteReply term 5 " + each[1]);
    }
  }

  @Test
  void aPreVotePromisesNothing() {
    Bench bench = new Bench().start();

    assertThat(bench.receive(B, PRE_VOTE)).containsExactly("to b: PreVoteReply term 1 granted");
    assertThat(bench.receive(C, PRE_VOTE)).containsExactly("to c: PreVoteReply term 1 granted");
    assertThat(bench.acceptor().deadlineNanos()).isEqualTo(Bench.nanos(Bench.TIMEOUT));
  }

  @Test
  void whoHearsALeaderNeitherVotesNorAdoptsTheTermsOfCandidates() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.pass(Bench.TIMEOUT - 1);

    assertThat(bench.receive(C, new Message.PreVote(2, Text.id("9@1"))))
        .containsExactly("to c: PreVoteReply term 1 refused");
    assertThat(bench.receive(C, new Message.Vote(2, Text.id("9@1")))).isEmpty();
    assertThat(bench.acceptor().term()).isEqualTo(1);
  }

  @Test
  void whoHeardNoLeaderForTheShortestTimeOutVotesAgain() {
    Bench bench = new Bench().start().follow(B, 1);
    bench.pass(Bench.TIMEOUT);

    bench.receive(C, new Message.Vote(2, Text.id("9@1")));
    assertThat(bench.persisted()).containsExactly("to c: VoteReply term 2 granted");
  }

  @Test
  void aLeaderIsNotDisturbedByACandidateButByItsAnswerToAnAppend() {
    Bench bench = new Bench().start().lead();

    assertThat(bench.receive(C, new Message.Vote(2, Text.id("9@1")))).isEmpty();
    assertThat(bench.receive(C, new Message.PreVote(2, Text.id("9@1"))))
        .containsExactly("to c: PreVoteReply term 1 refused");
    // Else the node with the higher term could never be led again.
    assertThat(bench.receive(C, new Message.AppendReply(2, 1, false, Text.id("9@1"))))
        .contains("event STEPPED_DOWN");
  }

  @Test
  void aVoteIsGivenWithAWholeTimeOutOfPatience() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT - 1);
    bench.receive(B, VOTE);

    assertThat(bench.pass(Bench.TIMEOUT - 1)).isEmpty();
    assertThat(bench.pass(1)).contains("event CAMPAIGN");
  }

  @Test
  void whoIsNoMemberNeitherVotesNorCampaigns() {
    for (Configuration configuration :
        List.of(
            Configuration.EMPTY,
            Configuration.of(B, C),
            Configuration.of(new NodeId("a", 2), B, C))) {
      Bench bench = new Bench().configuration(configuration).start();
      bench.receive(B, VOTE);
      assertThat(bench.persisted()).containsExactly("to b: VoteReply term 1 refused");
      assertThat(bench.receive(B, new Message.PreVote(2, EntryId.NONE)))
          .containsExactly("to b: PreVoteReply term 1 refused");
      assertThat(bench.pass(10 * Bench.TIMEOUT)).isEmpty();
    }
  }
}
