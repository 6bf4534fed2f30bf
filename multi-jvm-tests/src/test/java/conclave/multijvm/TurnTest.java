package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Two tests that run at the same time would each mend and stop the nodes of the other. */
class TurnTest {

  private final JvmCluster.Turn turn = new JvmCluster.Turn();

  @Test
  void one_test_at_a_time_has_the_cluster() {
    turn.begin("orders", "1", "a()");
    assertThatThrownBy(() -> turn.begin("orders", "2", "b()"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "scenario orders: b() begins while a() is not over. Cure: @Execution");
    assertThat(turn.end("2")).as("it never had it").isFalse();
    assertThat(turn.end("1")).isTrue();
    turn.begin("orders", "2", "b()");
    assertThat(turn.end("2")).isTrue();
  }
}
