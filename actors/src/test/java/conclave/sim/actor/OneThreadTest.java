package conclave.sim.actor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.sim.Life;
import conclave.sim.Simulation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What would make a seed tell another story each time ends its run at once. */
class OneThreadTest {

  private static final Gateway.Ask QUESTION =
      new Gateway.Ask(MapTable.NAME, new byte[0], false, Duration.ofSeconds(1), outcome -> {});

  @Test
  void anActorIsToldSomethingByAForeignThread() {
    Rig rig = after(node -> CompletableFuture.runAsync(() -> node.ask(QUESTION)).join());
    assertThatThrownBy(() -> ActorRun.of(1, rig))
        .hasMessageContaining("takes part in a simulation");
  }

  @Test
  void anActorThrowsWhatNobodyPlanned() {
    Gateway.Execute nothing = new Gateway.Execute(MapTable.NAME, null, null, null, null);
    assertThatThrownBy(() -> ActorRun.of(1, after(node -> node.ask(nothing))))
        .hasMessageContaining("an actor threw java.lang.NullPointerException");
  }

  private interface Trouble {
    void strikes(ActorNode node);
  }

  private static Rig after(Trouble trouble) {
    return new Rig() {
      @Override
      public void begins(ActorCluster world) {
        ActorNode node = world.nodes().get(0);
        world.simulation().after(100 * Simulation.MILLI, Life.WORLD, () -> trouble.strikes(node));
      }
    };
  }
}
