package conclave.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import conclave.map.table.Condition;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReplicatedMapTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final TestProbe<Gateway.Command> gateway = KIT.createTestProbe();
  private final TestProbe<ReplicatedMap.Reply> caller = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatIsLeftOutIsNamedWhereItIsLeftOut() {
    assertThatNullPointerException()
        .isThrownBy(
            () ->
                new ReplicatedMap.Put(
                    "m", "k", new byte[1], Condition.ANY, null, Optional.empty(), caller.getRef()))
        .withMessage("within");
    assertThatNullPointerException()
        .isThrownBy(() -> new ReplicatedMap.Delete("m", null, WITHIN, caller.getRef()))
        .withMessage("key");
    assertThatNullPointerException()
        .isThrownBy(() -> new ReplicatedMap.Get("m", "k", false, WITHIN, null))
        .withMessage("replyTo");
  }

  @Test
  void aWrongKeyIsAnsweredWithASentenceAndNobodyElseHearsOfIt() {
    var map = KIT.spawn(ReplicatedMap.create(gateway.getRef()));
    map.tell(new ReplicatedMap.Get("m", "", false, WITHIN, caller.getRef()));
    var rejected = caller.expectMessageClass(ReplicatedMap.Rejected.class, WITHIN);
    assertThat(rejected.reason()).isEqualTo(Outcome.Reason.INVALID);
    assertThat(rejected.message()).isNotBlank();
    map.tell(new ReplicatedMap.Get("m", "k", false, WITHIN, caller.getRef()));
    gateway.expectMessageClass(Gateway.Ask.class, WITHIN);
  }
}
