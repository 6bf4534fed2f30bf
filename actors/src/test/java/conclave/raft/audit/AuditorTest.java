package conclave.raft.audit;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.Acceptor;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Recorder;
import conclave.raft.Text;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who asks, who is found wrong, and by whom. */
class AuditorTest {

  private static final NodeId B = Bench.B;
  private static final NodeId C = Bench.C;

  private final Recorder said = new Recorder();
  private Bench bench;
  private Auditor auditor;

  private void leads() {
    bench = new Bench().start().lead();
    begin();
  }

  private void follows() {
    bench = new Bench().term(1).start().follow(B, 1);
    begin();
  }

  private void begin() {
    bench.take();
    auditor = new Auditor(bench.acceptor(), said);
  }

  private static Fingerprint fingerprint(String at, long hash) {
    return fingerprint(at, 1, hash);
  }

  private static Fingerprint fingerprint(String at, int form, long hash) {
    return new Fingerprint(Text.id(at), List.of(new Fingerprint.Part("map", form, hash)));
  }

  private void answer(NodeId who, Fingerprint fingerprint) {
    auditor.receive(who, new Message.AuditReply(1, fingerprint));
  }

  /** Asks, and what the leader itself has is known. */
  private void asked(long own) {
    auditor.due();
    assertThat(said.take())
        .containsExactly(
            "to b: Audit term 1 at 1@1", "to c: Audit term 1 at 1@1", "fingerprint at 1@1");
    auditor.testify(fingerprint("1@1", own));
  }

  @Test
  void aFollowerAsksNobody() {
    follows();
    auditor.due();
    assertThat(said.take()).isEmpty();
  }

  @Test
  void whoeverHasAnotherThanAMajorityIsTold() {
    leads();
    asked(7);
    answer(C, fingerprint("1@1", 66));
    assertThat(said.take()).as("one against one").isEmpty();
    answer(B, fingerprint("1@1", 7));
    assertThat(said.take()).containsExactly("to c: AuditVerdict term 1 1@1 map=7");
    assertThat(bench.acceptor().role()).isEqualTo(Acceptor.Role.LEADER);
  }

  @Test
  void theLeaderItselfMayBeWrong() {
    leads();
    asked(66);
    answer(B, fingerprint("1@1", 7));
    answer(C, fingerprint("1@1", 7));
    assertThat(bench.take())
        .containsSubsequence("drop state", "event DIVERGED", "stop proposer", "event STEPPED_DOWN");
    assertThat(bench.acceptor().stateLost()).isTrue();
    assertThat(bench.receive(B, Bench.append(2, 1, "1@1:", 1)))
        .as("it asks whoever leads then for a state of that entry or later")
        .contains("to b: SnapshotWanted term 2 at least 1@1");
  }

  @Test
  void aDisputeWaitsForTheVoterThatIsMissing() {
    leads();
    asked(7);
    answer(B, fingerprint("1@1", 66));
    auditor.due();
    assertThat(said.take()).contains("event DISPUTED", "to c: Audit term 1 at 1@1");
    assertThat(bench.acceptor().stateLost()).isFalse();
  }

  @Test
  void whereNobodyIsMissingAndNoMajorityAgreesTheLeaderStopsAndTakesNobodysWord() {
    leads();
    asked(7);
    answer(B, fingerprint("1@1", 66));
    answer(C, fingerprint("1@1", 5));
    assertThat(bench.take()).contains("drop state", "event DIVERGED", "event STEPPED_DOWN");
    assertThat(bench.receive(B, Bench.append(2, 1, "1@1:", 1)))
        .noneMatch(line -> line.contains("SnapshotWanted"));
    bench.acceptor().replay();
    assertThat(bench.take())
        .as("new machines are not given again what may be wrong")
        .containsExactly("drop state");
  }

  @Test
  void anotherEntryOrFormatOrANonMemberProvesNothing() {
    leads();
    asked(7);
    answer(B, fingerprint("2@1", 66));
    answer(C, fingerprint("1@1", 2, 66));
    answer(Bench.D, fingerprint("1@1", 66));
    auditor.due();
    assertThat(said.take())
        .noneMatch(line -> line.contains("Verdict") || line.contains("DISPUTED"));
    assertThat(bench.acceptor().stateLost()).isFalse();
  }

  @Test
  void whereNothingWasWrittenSinceAllAgreedNobodyIsAskedAgain() {
    leads();
    asked(7);
    answer(B, fingerprint("1@1", 7));
    answer(C, fingerprint("1@1", 7));
    auditor.due();
    assertThat(said.take()).isEmpty();
    bench.propose("x");
    auditor.due();
    assertThat(said.take()).contains("to b: Audit term 1 at 2@1");
  }

  @Test
  void whoIsToldComparesForItselfAndIsCuredOnce() {
    follows();
    for (int time = 1; time <= 2; time++) {
      auditor.receive(B, new Message.Audit(1, Text.id("1@1")));
      auditor.testify(fingerprint("1@1", 7));
      assertThat(said.take())
          .containsExactly("fingerprint at 1@1", "to b: AuditReply term 1 1@1 map=7");
      auditor.receive(B, new Message.AuditVerdict(1, fingerprint("1@1", 7)));
      auditor.receive(B, new Message.AuditVerdict(1, fingerprint("1@1", 2, 66)));
      assertThat(bench.take()).as("it has the same, or nobody can tell").isEmpty();
      auditor.receive(B, new Message.AuditVerdict(1, fingerprint("1@1", 66)));
      assertThat(bench.take()).containsExactly("drop state", "event DIVERGED");
      List<String> next = bench.receive(B, Bench.append(1, time, "0:", 0));
      assertThat(next.stream().anyMatch(line -> line.contains("SnapshotWanted")))
          .as("the %d. time", time)
          .isEqualTo(time == 1);
    }
  }

  @Test
  void whatIsSaidOfMachinesThatWereReplacedCountsNoMore() {
    follows();
    auditor.receive(B, new Message.Audit(1, Text.id("1@1")));
    auditor.machinesReplaced();
    said.take();
    auditor.testify(fingerprint("1@1", 66));
    assertThat(said.take()).isEmpty();
    auditor.receive(B, new Message.AuditVerdict(1, fingerprint("1@1", 7)));
    assertThat(bench.take()).isEmpty();
  }
}
