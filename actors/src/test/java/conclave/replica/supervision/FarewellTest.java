package conclave.replica.supervision;

import static conclave.raft.Bench.B;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.raft.Handover.Outcome;
import conclave.replica.Replica;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The replica is a probe, at the path of one. */
class FarewellTest {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Stage stage = new Stage();
  private final TestProbe<Object> replica = stage.probe(Object.class);
  private final TestProbe<ReplicaSupervisor.HandedOver> caller = stage.kit().createTestProbe();

  @AfterEach
  void close() {
    stage.close();
  }

  private void begin() {
    stage.local(replica.ref(), stage.probe(Object.class).ref());
    stage
        .kit()
        .spawn(
            Farewell.create(
                new ReplicaSupervisor.HandOver(Duration.ofSeconds(60), caller.ref()),
                List.of("g")));
  }

  /** Asks again after a pause; time stands still between the tries. */
  private Replica.HandOver asked() {
    return replica.awaitAssert(
        PATIENCE,
        Duration.ofMillis(5),
        () -> {
          stage.pass(Duration.ofMillis(100));
          return replica.expectMessageClass(Replica.HandOver.class, Duration.ofMillis(50));
        });
  }

  @Test
  void whatFailedIsTriedAgain() {
    begin();
    asked().replyTo().tell(new Outcome.Failed("n2 did not take over within 600 ms"));
    Replica.HandOver second = asked();
    assertThat(second.to()).isEmpty();
    second.replyTo().tell(new Outcome.Done(B));

    assertThat(caller.receiveMessage())
        .isEqualTo(new ReplicaSupervisor.HandedOver(Map.of("g", "b"), Map.of()));
  }

  @Test
  void whatFailsAgainAndAgainIsKeptWithTheReason() {
    begin();
    for (int i = 0; i < 3; i++) {
      asked().replyTo().tell(new Outcome.Failed("no other voter answers a"));
    }
    assertThat(caller.receiveMessage())
        .isEqualTo(
            new ReplicaSupervisor.HandedOver(Map.of(), Map.of("g", "no other voter answers a")));
  }

  @Test
  void whatIsLedElsewhereByThenIsOver() {
    begin();
    asked().replyTo().tell(new Outcome.Failed("a is handing over already"));
    asked().replyTo().tell(new Outcome.Elsewhere(Optional.of(B)));

    assertThat(caller.receiveMessage())
        .isEqualTo(new ReplicaSupervisor.HandedOver(Map.of(), Map.of()));
  }
}
