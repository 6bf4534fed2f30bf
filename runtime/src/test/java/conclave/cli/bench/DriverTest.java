package conclave.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import conclave.map.table.MapReply;
import conclave.node.client.ClusterClient;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.kit.Stage;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of a bench whose gateway and time a test has in hand. */
class DriverTest {

  private static final Duration WARMUP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(5);
  private static final Outcome<byte[]> OVERLOADED =
      new Outcome.Rejected<>(Outcome.Reason.OVERLOADED, "full");

  private final Stage stage = new Stage();
  private final TestProbe<Gateway.Command> gateway = stage.probe(Gateway.Command.class);
  private final TestProbe<Report> report = stage.probe(Report.class);
  private final Progress progress = new Progress(stage::nanos, "no node answers");
  private ActorRef<Object> driver;

  @AfterEach
  void stop() {
    stage.close();
  }

  private void start(Plan.Op op, int clients, int keys) {
    Plan plan = new Plan(op, clients, new Plan.Times(WARMUP, MEASURED), 100, keys);
    driver =
        stage
            .kit()
            .spawn(
                Driver.create(
                    new Driver.Setup(plan, stage::nanos, 1, progress, report.ref()::tell)));
    driver.tell(new ClusterClient.Connected(Map.of(op.group(), gateway.ref())));
    stage.settle(driver);
  }

  private Gateway.Reply asked() {
    return gateway.expectMessageClass(Gateway.Execute.class).reply();
  }

  private void answer(Gateway.Reply reply, Outcome<byte[]> outcome) {
    reply.tell(outcome);
    stage.settle(driver);
  }

  private void assertSilentFor(Duration time) {
    stage.pass(time.minusMillis(1));
    stage.settle(driver);
    gateway.expectNoMessage(Duration.ZERO);
    stage.pass(Duration.ofMillis(1));
  }

  private static Outcome<byte[]> written() {
    return new Outcome.Done<>(new MapReply.Written(1).encode());
  }

  @Test
  void whoIsRejectedAsksAgainAfterAPauseAndIsCountedOnceForEachRequest() {
    start(Plan.Op.PUT, 1, 10);
    stage.pass(WARMUP);
    stage.settle(driver);
    for (int i = 0; i < 5; i++) {
      answer(asked(), OVERLOADED);
      assertSilentFor(Driver.PAUSE);
    }
    answer(asked(), written());
    answer(asked(), written());
    stage.pass(MEASURED);
    Report figures = report.receiveMessage();
    assertThat(figures.errors()).isEqualTo(5);
    assertThat(figures.operations()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsRejectedIsWrittenLaterAndEachThatIsWrittenGivesMoreTime() {
    start(Plan.Op.GET, 1, 3);
    assertThat(progress.sentence()).startsWith("0 of 3 keys were written");
    for (int i = 1; i <= 3; i++) {
      answer(asked(), OVERLOADED);
      assertSilentFor(Driver.PAUSE);
      stage.pass(Progress.PATIENCE.minusSeconds(1));
      assertThat(progress.leftNanos()).isPositive();
      Gateway.Reply put = asked();
      if (i < 3) {
        answer(put, written());
        assertThat(progress.sentence()).startsWith(i + " of 3 keys were written");
        assertThat(progress.leftNanos()).isEqualTo(Progress.PATIENCE.toNanos());
      } else {
        answer(put, written());
      }
    }
    gateway.expectMessageClass(Gateway.Ask.class);
    assertThat(progress.leftNanos())
        .isEqualTo(WARMUP.plus(MEASURED).plus(Progress.PATIENCE).toNanos());
  }

  @Test
  void whoFillsNoMoreIsGivenUpWithTheCountOfWhatWasWritten() {
    start(Plan.Op.GET, 2, 5);
    answer(asked(), written());
    stage.pass(Progress.PATIENCE);
    assertThat(progress.leftNanos()).isNotPositive();
    assertThat(progress.sentence())
        .isEqualTo("1 of 5 keys were written, and then no more for 60 s");
  }

  @Test
  void theGatewayHasRoomForAValueOfEachClientAsFarAsTheMemoryGoes() {
    Plan.Times times = new Plan.Times(WARMUP, MEASURED);
    long mib = 1 << 20;
    Plan small = new Plan(Plan.Op.PUT, 64, times, 256, 10);
    assertThat(Bench.gatewayBytes(small, 32 * mib, 1_024 * mib)).isEqualTo(32 * mib);
    Plan large = new Plan(Plan.Op.PUT, 200, times, 1_000_000, 10);
    assertThat(Bench.gatewayBytes(large, 32 * mib, 1_024 * mib)).isBetween(200_000_000L, 201 * mib);
    Plan huge = new Plan(Plan.Op.PUT, 4_096, times, 1_000_000, 10);
    assertThat(Bench.gatewayBytes(huge, 32 * mib, 1_024 * mib)).isEqualTo(512 * mib);
  }
}
