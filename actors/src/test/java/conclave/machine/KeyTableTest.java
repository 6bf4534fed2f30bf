package conclave.machine;

import static conclave.machine.Result.Refusal.KEYS_FULL;
import static conclave.machine.Result.Refusal.KEY_USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyLimits;
import conclave.machine.keys.KeyReply;
import conclave.machine.wire.MalformedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTableTest {
  private static final KeyLimits SMALL = new KeyLimits(3, 3 * KeyLimits.OVERHEAD_BYTES);

  private final CountingMachine counter = new CountingMachine();
  private final Machines machines =
      new Machines(SessionLimits.STANDARD, SMALL, Map.of(LogWriter.COUNTER, counter));
  private final LogWriter log = new LogWriter(machines);

  private static Result ok(String reply) {
    return new Result.Ok(reply.getBytes());
  }

  private KeyReply.View forget(long session, long sequence, long upTo) throws MalformedException {
    Result result =
        log.append(
            new Command.Execute(
                session, sequence, sequence, KeyTable.NAME, new ForgetKeys(upTo).encode()));
    return (KeyReply.View) KeyReply.decode(((Result.Ok) result).reply());
  }

  private KeyReply.View view() throws MalformedException {
    Result view = machines.query(KeyTable.NAME, new byte[0]);
    return (KeyReply.View) KeyReply.decode(((Result.Ok) view).reply());
  }

  @Test
  void aRequestThatWasAnsweredIsAnsweredTheSameThroughAnySession() {
    long first = log.open(1);
    long second = log.open(2);
    assertThat(log.once(first, 1, "k", "a")).isEqualTo(ok("1:a"));
    assertThat(log.once(second, 1, "k", "a")).isEqualTo(ok("1:a"));
    assertThat(log.once(second, 2, "k", "a")).isEqualTo(ok("1:a"));
    assertThat(counter.count).isEqualTo(1);
    assertThat(machines.keyCount()).isEqualTo(1);
  }

  @Test
  void anotherRequestUnderThatKeyIsRefusedAndTheKeyStaysGood() {
    long session = log.open(1);
    log.once(session, 1, "k", "a");
    assertThat(log.once(session, 2, "k", "b")).isEqualTo(KEY_USED);
    assertThat(counter.count).isEqualTo(1);
    assertThat(log.once(session, 3, "k", "a")).isEqualTo(ok("1:a"));
  }

  @Test
  void otherKeysAndCommandsWithoutOneGoTheirWay() {
    long session = log.open(1);
    log.once(session, 1, "k", "a");
    assertThat(log.once(session, 2, "other", "a")).isEqualTo(ok("2:a"));
    assertThat(log.execute(session, 3, 3, "a")).isEqualTo(ok("3:a"));
    assertThat(machines.keyCount()).isEqualTo(2);
  }

  @Test
  void anAnswerThatSettlesNothingIsNotKept() {
    long session = log.open(1);
    assertThat(log.once(session, 1, "k", "later")).isEqualTo(ok("1:later"));
    assertThat(log.once(session, 2, "k", "later")).isEqualTo(ok("2:later"));
    assertThat(machines.keyCount()).isZero();
    assertThat(log.once(session, 3, "k", "a")).isEqualTo(ok("3:a"));
    assertThat(log.once(session, 4, "k", "a")).isEqualTo(ok("3:a"));
  }

  @Test
  void aFullTableRefusesNewKeysAndKeepsAllThatItHas() throws MalformedException {
    long session = log.open(1);
    log.once(session, 1, "k1", "a");
    log.once(session, 2, "k2", "a");
    assertThat(log.once(session, 3, "k3", "a")).as("the bytes are full").isEqualTo(KEYS_FULL);
    assertThat(log.once(session, 3, "k3", "a")).as("a repeated sequence").isEqualTo(KEYS_FULL);
    assertThat(counter.count).isEqualTo(2);
    assertThat(log.once(session, 4, "k1", "a")).isEqualTo(ok("1:a"));
    assertThat(log.once(session, 5, "k2", "b")).isEqualTo(KEY_USED);
    assertThat(log.execute(session, 6, 6, "b")).as("without a key").isEqualTo(ok("3:b"));
    forget(session, 7, 2);
    assertThat(log.once(session, 8, "k3", "a")).isEqualTo(ok("4:a"));
  }

  @Test
  void theCountIsABoundToo() {
    Machines few =
        new Machines(
            SessionLimits.STANDARD, new KeyLimits(1, 1 << 20), Map.of(LogWriter.COUNTER, counter));
    LogWriter writer = new LogWriter(few);
    long session = writer.open(1);
    writer.once(session, 1, "k1", "a");
    assertThat(writer.once(session, 2, "k2", "a")).isEqualTo(KEYS_FULL);
  }

  @Test
  void whatWasKeptUpToAnEntryIsForgottenAndNothingElse() throws MalformedException {
    long session = log.open(1);
    log.once(session, 1, "k1", "a");
    log.execute(session, 2, 2, "b");
    log.once(session, 3, "k2", "c");
    assertThat(view()).isEqualTo(new KeyReply.View(2, 4, 2, 2 * (KeyLimits.OVERHEAD_BYTES + 3)));
    assertThat(forget(session, 4, 3))
        .isEqualTo(new KeyReply.View(4, 4, 1, KeyLimits.OVERHEAD_BYTES + 3));
    assertThat(log.once(session, 5, "k2", "c")).isEqualTo(ok("3:c"));
    assertThat(log.once(session, 6, "k1", "a")).as("a new beginning").isEqualTo(ok("4:a"));
    assertThat(forget(session, 7, 100)).isEqualTo(new KeyReply.View(0, 0, 0, 0));
    assertThat(machines.keyBytes()).isZero();
  }

  @Test
  void aCommandForNobodyKeepsNothing() {
    long session = log.open(1);
    log.once(session, 1, "k", "a");
    Command nobody =
        new Command.ExecuteOnce(
            IdempotencyKey.of(List.of(), List.of()),
            new Command.Execute(session, 2, 2, "nobody", new byte[0]));
    assertThat(log.append(nobody)).isEqualTo(Result.Refusal.NO_SUCH_MACHINE);
    assertThat(machines.keyCount()).isEqualTo(1);
  }

  @Test
  void bytesThatItDoesNotKnowAreAnsweredAsMalformed() throws MalformedException {
    long session = log.open(1);
    Result result =
        log.append(new Command.Execute(session, 1, 1, KeyTable.NAME, new byte[] {1, 1, 0}));
    assertThat(KeyReply.decode(((Result.Ok) result).reply())).isEqualTo(new KeyReply.Malformed());
    Result view = machines.query(KeyTable.NAME, new byte[1]);
    assertThat(KeyReply.decode(((Result.Ok) view).reply())).isEqualTo(new KeyReply.Malformed());
  }

  @Test
  void itsNameIsTaken() {
    assertThatThrownBy(() -> new Machines(SessionLimits.STANDARD, Map.of(KeyTable.NAME, counter)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'keys' is taken");
  }

  @Test
  void limitsThatMakeNoSenseAreRefusedByName() {
    assertThatThrownBy(() -> new KeyLimits(0, 1_000)).hasMessageContaining("maxKeys 0");
    assertThatThrownBy(() -> new KeyLimits(1, 100)).hasMessageContaining("maxBytes 100");
  }
}
