package conclave.replica.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Outcome.Done;
import conclave.replica.gateway.Outcome.Reason;
import conclave.replica.gateway.Outcome.Rejected;
import conclave.replica.gateway.Outcome.Unknown;
import conclave.serialization.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLaneTest {

  private static final NodeId LEADER = new NodeId("n1", 1);

  private record Sent(long batch, List<byte[]> commands) {}

  private static final IdempotencyKey KEY =
      IdempotencyKey.of(List.of("key".getBytes()), List.of("request".getBytes()));

  private static final GatewaySettings SETTINGS =
      new GatewaySettings(1_000, 1 << 20, 4, 1_000, 2, 100, 10, 1_000);

  private final List<Sent> sent = new ArrayList<>();
  private final List<Outcome<byte[]>> outcomes = new ArrayList<>();
  private final GatewaySession session = new GatewaySession(new SplittableRandom(1));
  private int silences;
  private int helpless;
  private CommandLane lane;

  @BeforeEach
  void open() {
    lane =
        new CommandLane(
            SETTINGS,
            session,
            new Courier<>() {
              @Override
              public NodeId send(long batch, List<byte[]> commands) {
                sent.add(new Sent(batch, commands));
                return LEADER;
              }

              @Override
              public void silent(NodeId who, long now) {
                silences++;
              }

              @Override
              public void helpless(NodeId who, long now) {
                helpless++;
              }
            });
  }

  private OpenCommand add(String payload) {
    return add(payload, Optional.empty());
  }

  private OpenCommand add(String payload, Optional<RequestId> retryOf) {
    return add(payload, retryOf, Optional.empty());
  }

  private OpenCommand add(
      String payload, Optional<RequestId> retryOf, Optional<IdempotencyKey> key) {
    OpenCommand command =
        new OpenCommand(
            new Gateway.Execute(
                "map", payload.getBytes(), Duration.ofSeconds(1), retryOf, outcomes::add),
            key,
            1_000);
    retryOf.ifPresent(id -> assertThat(session.retry(command)).isTrue());
    session.add(command);
    lane.add(command, 0);
    return command;
  }

  private void answer(Sent batch, int first, Result... results) {
    List<byte[]> encoded = new ArrayList<>();
    for (Result result : results) {
      encoded.add(result.encode());
    }
    lane.results(new Wire.Results("g", batch.batch(), first, encoded), 0);
  }

  private void opened() {
    add("first");
    answer(sent.get(0), 0, new Result.SessionOpened(7));
    answer(sent.get(1), 0, ok("1"));
    sent.clear();
    outcomes.clear();
  }

  private static Result ok(String reply) {
    return new Result.Ok(reply.getBytes());
  }

  private static Command.Execute decoded(byte[] bytes) {
    try {
      return (Command.Execute) Command.decode(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSessionIsOpenedBeforeTheFirstCommandIsSent() throws Exception {
    add("a");
    assertThat(sent).hasSize(1);
    assertThat(Command.decode(sent.get(0).commands().get(0)))
        .isInstanceOf(Command.OpenSession.class);
    answer(sent.get(0), 0, new Result.SessionOpened(7));
    assertThat(decoded(sent.get(1).commands().get(0)).session()).isEqualTo(7);
    answer(sent.get(1), 0, ok("done"));
    assertThat(outcomes.get(0)).isInstanceOf(Done.class);
  }

  @Test
  void whatComesWhileTheWindowIsFullTravelsTogether() {
    opened();
    for (int i = 0; i < 6; i++) {
      add("c" + i);
    }
    assertThat(sent).hasSize(2);
    answer(sent.get(0), 0, ok(""));
    assertThat(sent).hasSize(3);
    assertThat(sent.get(2).commands()).hasSize(4);
  }

  @Test
  void aSilentLeaderGetsTheSameNumbersAgainAndALateAnswerIsStillGood() {
    opened();
    add("a");
    lane.tick(99);
    assertThat(sent).hasSize(1);
    lane.tick(101);
    assertThat(sent).hasSize(2);
    assertThat(silences).isEqualTo(1);
    assertThat(decoded(sent.get(1).commands().get(0)).sequence())
        .isEqualTo(decoded(sent.get(0).commands().get(0)).sequence());
    answer(sent.get(0), 0, ok("x"));
    assertThat(outcomes).hasSize(1);
    answer(sent.get(1), 0, ok("x"));
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void anotherLeaderGetsWhatIsUnderWayAtOnce() {
    opened();
    add("a");
    add("b");
    lane.newLeader(1);
    assertThat(sent).hasSize(4);
  }

  @Test
  void overloadIsARejectionWhereEachSendingWasRefused() {
    opened();
    add("a");
    lane.refused(
        new Wire.Refused("g", sent.get(0).batch(), Wire.Reason.OVERLOADED, Optional.empty()),
        false,
        0);
    assertThat(outcomes).singleElement().isInstanceOf(Rejected.class);
    assertThat(((Rejected<byte[]>) outcomes.get(0)).reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(helpless).as("a busy leader is still the leader").isZero();
  }

  @Test
  void overloadIsNoRejectionWhereAnEarlierSendingMayHaveArrived() {
    opened();
    add("a");
    lane.tick(101);
    lane.refused(
        new Wire.Refused("g", sent.get(1).batch(), Wire.Reason.OVERLOADED, Optional.empty()),
        false,
        101);
    assertThat(outcomes).isEmpty();
    lane.tick(112);
    assertThat(sent).hasSize(3);
  }

  @Test
  void anUnknownCommandMayBeTriedAgainUnderItsNumber() {
    opened();
    OpenCommand command = add("a");
    session.unknown(command, "no answer", 1_000);
    RequestId id = ((Unknown<byte[]>) outcomes.get(0)).retry().orElseThrow();
    add("other");
    assertThat(decoded(sent.get(1).commands().get(0)).ackedBelow()).isEqualTo(id.sequence());
    add("a", Optional.of(id));
    lane.tick(50);
    answer(sent.get(1), 0, ok(""));
    assertThat(decoded(sent.get(sent.size() - 1).commands().get(0)).sequence())
        .isEqualTo(id.sequence());
  }

  @Test
  void aForgottenSessionIsRenewedForWhatWasSentOnlyOnce() {
    opened();
    add("once");
    answer(sent.get(0), 0, Result.Refusal.EXPIRED);
    assertThat(outcomes).isEmpty();
    answer(sent.get(1), 0, new Result.SessionOpened(9));
    assertThat(decoded(sent.get(2).commands().get(0)).session()).isEqualTo(9);
    assertThat(decoded(sent.get(2).commands().get(0)).sequence()).isEqualTo(1);
  }

  @Test
  void aForgottenSessionLeavesWhatWasSentTwiceUnknown() {
    opened();
    add("twice");
    lane.tick(101);
    answer(sent.get(1), 0, Result.Refusal.EXPIRED);
    assertThat(outcomes).singleElement().isInstanceOf(Unknown.class);
    assertThat(((Unknown<byte[]>) outcomes.get(0)).retry()).isEmpty();
  }

  @Test
  void aCommandWithAKeyTravelsWithIt() throws Exception {
    opened();
    add("once", Optional.empty(), Optional.of(KEY));
    Command.ExecuteOnce once = (Command.ExecuteOnce) Command.decode(sent.get(0).commands().get(0));
    assertThat(once.key()).isEqualTo(KEY);
    assertThat(once.execute().payload()).isEqualTo("once".getBytes());
    assertThat(once.execute().sequence()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsTakenOrFindsNoPlaceIsARejection() {
    opened();
    add("taken", Optional.empty(), Optional.of(KEY));
    add("no place", Optional.empty(), Optional.of(KEY));
    answer(sent.get(0), 0, Result.Refusal.KEY_USED);
    answer(sent.get(1), 0, Result.Refusal.KEYS_FULL);
    assertThat(((Rejected<byte[]>) outcomes.get(0)).reason()).isEqualTo(Reason.KEY_USED);
    assertThat(((Rejected<byte[]>) outcomes.get(1)).reason()).isEqualTo(Reason.OVERLOADED);
  }

  @Test
  void aForgottenSessionIsRenewedForACommandWithAKeyHoweverOftenItWasSent() throws Exception {
    opened();
    add("twice", Optional.empty(), Optional.of(KEY));
    lane.tick(101);
    answer(sent.get(1), 0, Result.Refusal.EXPIRED);
    assertThat(outcomes).isEmpty();
    answer(sent.get(2), 0, new Result.SessionOpened(9));
    Command.ExecuteOnce again = (Command.ExecuteOnce) Command.decode(sent.get(3).commands().get(0));
    assertThat(again.key()).isEqualTo(KEY);
    assertThat(again.execute().session()).isEqualTo(9);
    answer(sent.get(3), 0, ok("first answer"));
    assertThat(outcomes).singleElement().isInstanceOf(Done.class);
  }

  @Test
  void whatBeginsAnewUnderItsKeyMayStillHaveBeenDoneBefore() {
    opened();
    OpenCommand command = add("twice", Optional.empty(), Optional.of(KEY));
    lane.tick(101);
    answer(sent.get(1), 0, Result.Refusal.EXPIRED);
    assertThat(command.certainlyNotDone()).isFalse();
    session.abandon(1_000);
    assertThat(outcomes).singleElement().isInstanceOf(Unknown.class);
    assertThat(((Unknown<byte[]>) outcomes.get(0)).retry()).isEmpty();
    assertThat(session.count()).isZero();
  }

  private void refused(Sent batch, Wire.Reason reason) {
    lane.refused(new Wire.Refused("g", batch.batch(), reason, Optional.empty()), false, 101);
  }

  @Test
  void aRefusalThatComesTwiceCountsOnce() {
    opened();
    OpenCommand command = add("a");
    lane.tick(101);
    refused(sent.get(1), Wire.Reason.OVERLOADED);
    refused(sent.get(1), Wire.Reason.OVERLOADED);
    assertThat(outcomes).as("the first sending may be in a log").isEmpty();
    assertThat(command.certainlyNotDone()).isFalse();
  }

  @Test
  void aBatchThatIsRefusedAndThenAnsweredMayBeInALog() {
    opened();
    OpenCommand command = add("a");
    refused(sent.get(0), Wire.Reason.NOT_LEADER);
    assertThat(command.certainlyNotDone()).isTrue();
    answer(sent.get(0), 0, Result.Refusal.WINDOW_FULL);
    assertThat(command.certainlyNotDone()).isFalse();
    assertThat(command.mayBeginAnew()).isFalse();
  }

  @Test
  void aBatchThatIsAnsweredAndThenRefusedMayBeInALog() {
    opened();
    OpenCommand command = add("a");
    answer(sent.get(0), 0, Result.Refusal.WINDOW_FULL);
    refused(sent.get(0), Wire.Reason.OVERLOADED);
    assertThat(outcomes).isEmpty();
    assertThat(command.certainlyNotDone()).isFalse();
  }

  @Test
  void refusalsUnderAFormerSessionSayNothingOfTheNewOne() {
    opened();
    OpenCommand command = add("twice", Optional.empty(), Optional.of(KEY));
    lane.tick(101);
    answer(sent.get(1), 0, Result.Refusal.EXPIRED);
    answer(sent.get(2), 0, new Result.SessionOpened(9));
    assertThat(sent).hasSize(4);
    add("other");
    for (Result late :
        List.of(
            Result.Refusal.EXPIRED,
            Result.Refusal.FORGOTTEN,
            Result.Refusal.WINDOW_FULL,
            Result.Refusal.KEYS_FULL)) {
      answer(sent.get(0), 0, late);
    }
    refused(sent.get(0), Wire.Reason.OVERLOADED);
    assertThat(outcomes).isEmpty();
    assertThat(sent).as("nothing is sent once more").hasSize(5);
    assertThat(session.numbering().session()).as("the session stays").isEqualTo(9);
    assertThat(command.timesRefused()).isZero();
    answer(sent.get(3), 0, ok("first answer"));
    assertThat(outcomes).singleElement().isInstanceOf(Done.class);
  }

  @Test
  void theNextLifeAnswersThoseWhoWait() {
    opened();
    add("sent");
    add("sent");
    add("queued");
    session.abandon(1_000);
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.subList(0, 2)).allMatch(Unknown.class::isInstance);
    assertThat(outcomes.get(2)).isInstanceOf(Rejected.class);
    assertThat(session.count()).isZero();
    assertThat(session.bytes()).isZero();
  }
}
