package conclave.raft.paper;

import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Proposal;
import conclave.raft.Text;
import org.junit.jupiter.api.Test;

/** What this implementation adds to Raft: damaged disks (L6), bounds (L7), full disks (L12). */
final class LawsTest {

  // L6: a damaged replica neither votes nor leads until it is healed.

  private static Bench suspect() {
    return new Bench().term(3).log("1@1 2@3").suspect().start();
  }

  @Test
  void aDamagedReplicaNeitherVotesNorCampaigns() {
    Bench bench = suspect();

    assertThat(bench.receive(B, new Message.PreVote(9, Text.id("9@9"))))
        .containsExactly("to b: PreVoteReply term 3 refused");
    bench.receive(B, new Message.Vote(9, Text.id("9@9")));
    assertThat(bench.persisted()).containsExactly("to b: VoteReply term 9 refused");
    assertThat(bench.pass(10 * Bench.TIMEOUT))
        .as("asks only whether it is a member still")
        .containsExactly("to b: PreVote term 10 last 2@3", "to c: PreVote term 10 last 2@3");
  }

  @Test
  void anEntryCommittedInANewTermHealsIt() {
    Bench bench = suspect();

    bench.receive(B, Bench.append(4, 1, "2@3: 3@4", 2));
    assertThat(bench.acceptor().suspect()).as("only an older entry is committed").isTrue();
    assertThat(bench.receive(B, Bench.append(4, 2, "3@4:", 3)))
        .containsExactly("apply [3@4=x]", "persist 3: term 4 vote b healed", "event HEALED");
    assertThat(bench.acceptor().suspect()).isFalse();
    assertThat(bench.persisted())
        .as("what it said as a suspect counts for nothing, what it says now does")
        .containsExactly(
            "to b: AppendReply term 4 round 0 matched 3@4",
            "to b: AppendReply term 4 round 2 matched 2@3");
  }

  @Test
  void theTermInWhichItWasDamagedDoesNotHealIt() {
    Bench bench = suspect();

    // What it acknowledged to this leader before, and lost, may still be counted.
    bench.receive(B, Bench.append(3, 8, "2@3: 3@3", 3));
    assertThat(bench.acceptor().commit()).isEqualTo(3);
    assertThat(bench.acceptor().suspect()).isTrue();
  }

  @Test
  void nothingHealsItBeforeItHasAllThatIsCommitted() {
    Bench bench = suspect();

    bench.receive(B, Bench.append(4, 1, "2@3: 3@4", 5));
    assertThat(bench.acceptor().suspect()).isTrue();
    bench.receive(B, Bench.append(4, 1, "3@4: 4@4 5@4", 5));
    assertThat(bench.acceptor().suspect()).isFalse();
  }

  @Test
  void onceHealedItHasNoSecondVoteInThatTerm() {
    Bench bench = suspect();
    bench.receive(B, Bench.append(4, 1, "2@3: 3@4", 3));
    bench.persisted();
    bench.pass(Bench.TIMEOUT - 1);
    bench.pass(1);

    bench.receive(C, new Message.Vote(4, Text.id("9@4")));
    assertThat(bench.take()).isEmpty();
    assertThat(bench.receive(C, new Message.Vote(4, Text.id("9@4"))))
        .containsExactly("to c: VoteReply term 4 refused");
    bench.receive(C, new Message.Vote(5, Text.id("9@4")));
    assertThat(bench.persisted()).contains("to c: VoteReply term 5 granted");
  }

  @Test
  void aTermBelowThatOfTheLogIsDamageAndMustBeKnownAsSuch() {
    assertThatThrownBy(() -> new Bench().term(2).log("1@3").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("term 2")
        .hasMessageContaining("1@3");
  }

  // L7 and L12: refused means certainly not done.

  @Test
  void aFollowerRefusesProposalsAndNamesTheLeader() {
    Bench bench = new Bench().start().follow(B, 1);
    assertThat(bench.propose("x"))
        .isEqualTo(new Proposal.Refused(Proposal.Reason.NOT_LEADER, java.util.Optional.of(B)));
  }

  @Test
  void aProposalIsAssignedItsPlacesAndWritten() {
    Bench bench = new Bench().start().lead();
    bench.take();
    assertThat(bench.propose("x", "y")).isEqualTo(new Proposal.Assigned(Text.id("2@1"), 2));
    assertThat(bench.take())
        .containsExactly("persist 3: [2@1=x 3@1=y]", "appended after 1@1 [2@1=x 3@1=y]");
  }

  @Test
  void tooMuchUncommittedIsRefusedUntilSomeOfItIsCommitted() {
    Bench bench = new Bench().start().lead();
    bench.propose("x".repeat(800));
    bench.take();

    assertThat(bench.propose("y".repeat(100)))
        .extracting("reason")
        .isEqualTo(Proposal.Reason.OVERLOADED);
    assertThat(bench.take()).isEmpty();
    bench.acceptor().committed(1, 2);
    assertThat(bench.propose("y".repeat(100))).isInstanceOf(Proposal.Assigned.class);
  }

  @Test
  void withoutSpaceAProposalIsRefusedAndNothingIsWritten() {
    Bench bench = new Bench().space(bytes -> false).start().lead();
    bench.take();

    assertThat(bench.propose("x")).extracting("reason").isEqualTo(Proposal.Reason.NO_SPACE);
    assertThat(bench.take()).isEmpty();
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("1@1"));
  }

  @Test
  void withoutSpaceThereAreStillVotesTermsAndNoOps() {
    Bench bench = new Bench().space(bytes -> false).start();
    bench.receive(B, new Message.Vote(1, Text.id("0")));
    assertThat(bench.persisted()).containsExactly("to b: VoteReply term 1 granted");

    bench.lead();
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("1@2"));
  }

  @Test
  void aFollowerWithoutSpaceAcknowledgesOnlyWhatItHas() {
    Bench bench = new Bench().term(1).log("1@1").space(bytes -> false).start().follow(B, 1);

    assertThat(bench.receive(B, Bench.append(1, 2, "1@1: 2@1", 2)))
        .containsExactly("apply [1@1=x]", "to b: AppendReply term 1 round 2 matched 1@1");
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("1@1"));
  }

  @Test
  void aFollowerWithoutSpaceDropsNothingEither() {
    Bench bench = new Bench().term(1).log("1@1 2@1").space(bytes -> false).start().follow(B, 2);

    bench.receive(B, Bench.append(2, 2, "1@1: 2@2", 0));
    assertThat(bench.acceptor().last()).isEqualTo(Text.id("2@1"));
  }
}
