package conclave.node.services;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.machine.keys.IdempotencyKey;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.supervision.ReplicaSupervisor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration WITHIN = Duration.ofSeconds(20);

  private final TestProbe<ReplicaSupervisor.Command> supervisor = KIT.createTestProbe();
  private final TestProbe<Gateway.Command> gateway = KIT.createTestProbe();
  private final TestProbe<Outcome<byte[]>> answers = KIT.createTestProbe();
  private volatile Optional<ActorRef<ReplicaSupervisor.Command>> known = Optional.empty();
  private final ActorRef<Object> gate =
      KIT.spawn(
          Gate.create(
              new Gate.Setup(
                  "control",
                  () -> known,
                  () -> known.isEmpty() ? Optional.of("waits for n2") : Optional.empty())));

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private Gateway.Command ask() {
    return new Gateway.Ask(
        "locks", new byte[0], true, WITHIN, outcome -> answers.getRef().tell(outcome));
  }

  private Gateway.Execute execute() {
    return new Gateway.Execute(
        "locks", new byte[0], WITHIN, Optional.empty(), outcome -> answers.getRef().tell(outcome));
  }

  private Gateway.Command executeOnce() {
    return execute()
        .under(
            Optional.of(
                IdempotencyKey.of(List.of("key".getBytes()), List.of("request".getBytes()))));
  }

  private String rejection() {
    Outcome<byte[]> outcome = answers.receiveMessage(WITHIN);
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected<byte[]>) outcome).message();
  }

  @Test
  void whileThereIsNoClusterEverythingIsRejectedWithWhatIsWaitedFor() {
    gate.tell(ask());
    assertThat(rejection()).isEqualTo("waits for n2");
    gate.tell(execute());
    assertThat(rejection()).isEqualTo("waits for n2");
    gate.tell(executeOnce());
    assertThat(rejection()).isEqualTo("waits for n2");
  }

  @Test
  void onceThereIsOneEverythingIsPassedOn() {
    known = Optional.of(supervisor.getRef());
    gate.tell(Gate.Opened.INSTANCE);
    var find = supervisor.expectMessageClass(ReplicaSupervisor.FindGateway.class, WITHIN);
    assertThat(find.group()).isEqualTo("control");

    gate.tell(ask());
    assertThat(rejection()).isEqualTo("this node has just joined its cluster");

    find.replyTo().tell(Optional.of(gateway.getRef()));
    gateway.awaitAssert(
        WITHIN,
        () -> {
          gate.tell(ask());
          return gateway.receiveMessage(Duration.ofMillis(200));
        });
    Gateway.Command command = execute();
    gate.tell(command);
    gateway.fishForMessage(
        WITHIN,
        message ->
            message.equals(command)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }
}
