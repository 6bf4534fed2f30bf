package conclave.sim.actor;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.pure.Run;
import org.junit.jupiter.api.Test;

/** What only restarts bring about, provoked. */
class RestartTest {

  private static final int STRIKES = 20;

  /** Its next life must not die of the news. */
  @Test
  void aReplicaDiesWhileItsApplierIsDying() {
    Rig rig =
        new Rig() {
          @Override
          public void begins(ActorCluster world) {
            for (int i = 1; i <= STRIKES; i++) {
              long at = i * 100 * Simulation.MILLI;
              world.simulation().after(at, Life.WORLD, () -> world.nodes().forEach(this::strike));
            }
          }

          private void strike(ActorNode node) {
            if (node.running() && node.killApplier() && node.killReplica()) {
              node.world().tally().struck(Fault.REPLICA_KILLED);
            }
          }
        };
    Run.Report report = ActorRun.of(1, rig);
    assertThat(report.tally().of(Fault.REPLICA_KILLED)).isGreaterThanOrEqualTo(STRIKES / 2);
  }
}
