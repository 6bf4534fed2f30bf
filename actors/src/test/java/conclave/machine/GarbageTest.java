package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.keys.KeyReply;
import conclave.machine.wire.MalformedException;
import conclave.map.table.Condition;
import conclave.map.table.MapCommand;
import conclave.map.table.MapLimits;
import conclave.map.table.MapQuery;
import conclave.map.table.MapReply;
import conclave.map.table.MapTable;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GarbageTest {
  private static final long SEED = 20_261_122;

  private interface Codec {
    byte[] again(byte[] bytes) throws MalformedException;
  }

  private final Random random = new Random(SEED);

  private static List<byte[]> samples() {
    return List.of(
        new Command.OpenSession(5).encode(),
        new Command.CloseSession(1).encode(),
        new Command.Execute(1, 3, 2, MapTable.NAME, put().encode()).encode(),
        new Command.ExecuteOnce(
                IdempotencyKey.of(List.of(new byte[1]), List.of(new byte[2])),
                new Command.Execute(1, 3, 2, MapTable.NAME, put().encode()))
            .encode(),
        new ForgetKeys(300).encode(),
        new KeyReply.View(1, 300, 2, 600).encode(),
        put().encode(),
        new MapCommand.Delete("m", "k", Condition.version(3)).encode(),
        new MapQuery.Get("m", "k").encode(),
        new MapQuery.Keys("m", "", 10).encode(),
        new MapQuery.Size("m").encode(),
        new MapReply.Found(300, new byte[] {1}).encode(),
        new MapReply.Keys(List.of("a", "\u00fc"), true).encode(),
        new Result.SessionOpened(300).encode());
  }

  private static MapCommand put() {
    return new MapCommand.Put("m\u00e4p", "key", new byte[] {1, 2}, Condition.ABSENT);
  }

  /** Random bytes, or a sample cut off, changed in some places, or with something added. */
  private byte[] garbage() {
    List<byte[]> samples = samples();
    byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
      default -> {
        for (int i = random.nextInt(3); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  @Test
  void whateverIsInTheLogTheMachinesAnswerAndGoOn() {
    Machines machines =
        new Machines(Traffic.LIMITS, Map.of(MapTable.NAME, new MapTable(MapLimits.STANDARD)));
    LogWriter log = new LogWriter(machines);
    long session = log.open(1);
    int malformed = 0;
    int inside = 0;
    for (int i = 1; i <= 50_000; i++) {
      byte[] garbage = garbage();
      EntryId id = new EntryId(1, machines.lastApplied() + 1);
      malformed +=
          machines.apply(new Entry(id, Entry.Kind.COMMAND, garbage)) == Result.Refusal.MALFORMED
              ? 1
              : 0;
      Result result = log.append(new Command.Execute(session, i, i, MapTable.NAME, garbage));
      session = result == Result.Refusal.EXPIRED ? log.open(1) : session;
      byte[] noCommand = new MapReply.Malformed().encode();
      inside += result.equals(new Result.Ok(noCommand)) ? 1 : 0;
      assertThat(machines.query(MapTable.NAME, garbage)).isInstanceOf(Result.Ok.class);
    }
    System.out.printf(
        "garbage, seed %d: 50,000 each, refused as command %d, as map command %d%n",
        SEED, malformed, inside);
    assertThat(malformed).isBetween(25_000, 49_999);
    assertThat(inside).isBetween(25_000, 49_999);
  }

  @Test
  void whatADecoderAcceptsHasNoOtherSpelling() throws MalformedException {
    List<Codec> codecs =
        List.of(
            bytes -> Command.decode(bytes).encode(),
            bytes -> Result.decode(bytes).encode(),
            bytes -> MapCommand.decode(bytes).encode(),
            bytes -> MapQuery.decode(bytes).encode(),
            bytes -> MapReply.decode(bytes).encode(),
            bytes -> ForgetKeys.decode(bytes).encode(),
            bytes -> KeyReply.decode(bytes).encode());
    int[] accepted = new int[codecs.size()];
    for (int i = 0; i < 100_000; i++) {
      byte[] garbage = garbage();
      for (int codec = 0; codec < accepted.length; codec++) {
        try {
          assertThat(codecs.get(codec).again(garbage)).isEqualTo(garbage);
          accepted[codec]++;
        } catch (MalformedException expected) {
          assertThat(expected.getMessage()).contains(" is malformed at byte ");
        }
      }
    }
    System.out.printf(
        "garbage, seed %d: of 100,000 accepted by each codec %s%n",
        SEED, Arrays.toString(accepted));
    assertThat(Arrays.stream(accepted).min()).matches(min -> min.orElse(0) > 1_000);
  }
}
