package conclave.raft;

import static conclave.raft.Bench.A;
import static conclave.raft.Bench.B;
import static conclave.raft.Bench.C;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bugs that were found by reading; each test failed once. */
final class RegressionTest {

  @Test
  void aVoteThatBecomesDurableAfterItsCampaignOpensNoBallotInTheNext() {
    Bench bench = new Bench().start();
    bench.pass(Bench.TIMEOUT);
    bench.nominated();
    bench.pass(Bench.TIMEOUT);
    assertThat(bench.acceptor().role()).isEqualTo(Acceptor.Role.PROSPECT);

    assertThat(bench.persisted()).isEmpty();
  }
}
