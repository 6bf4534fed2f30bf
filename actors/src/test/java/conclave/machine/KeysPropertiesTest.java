package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.keys.Digest;
import conclave.machine.keys.IdempotencyKey;
import conclave.machine.wire.Blobs;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Keys against a naive model, and bugs that the comparison must find. */
class KeysPropertiesTest {
  /** Roomy, so that most commands reach the keys. */
  private static final SessionLimits SESSIONS = new SessionLimits(50, 8, 100_000, 400_000);

  /** Magic, format, term, index, history hash. */
  private static final int HEADER_BYTES = 4 + 2 + 8 + 8 + 8;

  private static final int LENGTH = 200;
  private static final Digest NOTHING = Digest.of(List.of());

  private static Machines machines(StateMachine machine) {
    return new Machines(SESSIONS, Traffic.KEYS, Map.of(LogWriter.COUNTER, machine));
  }

  private static List<Entry> log(long seed) {
    return new Traffic(seed, LogWriter.COUNTER, KeysPropertiesTest::payload).log(LENGTH);
  }

  private static byte[] payload(Random random) {
    String text = random.nextInt(4) == 0 ? "later" : "";
    return (text + "x".repeat(random.nextInt(60))).getBytes();
  }

  /** Whether every result and the accounting are those of the model. */
  private static boolean agrees(
      SessionsModel model, StateMachine machine, long seed, UnaryOperator<Entry> onTheWay) {
    Machines machines = machines(machine);
    for (Entry entry : log(seed)) {
      Result expected = ExactlyOnceTest.expected(model, entry);
      boolean same =
          machines.apply(onTheWay.apply(entry)).equals(expected)
              && machines.keyCount() == model.keys.count()
              && machines.keyBytes() == model.keys.bytes();
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Test
  void everyResultIsTheOneOfANaiveModelAndTheAccountingEqualsARecount() {
    int again = 0;
    int forgotten = 0;
    int unsettled = 0;
    for (long seed = 0; seed < 300; seed++) {
      SessionsModel model = new SessionsModel(SESSIONS, Traffic.KEYS);
      assertThat(agrees(model, new CountingMachine(), seed, entry -> entry))
          .as("seed %d", seed)
          .isTrue();
      again += model.keys.answeredAgain;
      forgotten += model.keys.forgotten;
      unsettled += model.keys.unsettled;
    }
    System.out.printf(
        "naive keys: 60,000 entries, %d answered from the table, %d forgotten, %d unsettled%n",
        again, forgotten, unsettled);
    assertThat(again).isGreaterThan(1_000);
    assertThat(forgotten).isGreaterThan(1_000);
    assertThat(unsettled).isGreaterThan(500);
  }

  private static int found(StateMachine machine, UnaryOperator<Entry> onTheWay) {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      SessionsModel model = new SessionsModel(SESSIONS, Traffic.KEYS);
      found += agrees(model, machine, seed, onTheWay) ? 0 : 1;
    }
    return found;
  }

  private static void assertFound(String bug, int found) {
    System.out.println("planted: " + bug + ", found in " + found + " of 20 logs");
    assertThat(found).isGreaterThanOrEqualTo(18);
  }

  @Test
  void plantedBugAnAnswerThatSaysNotNowIsKept() {
    CountingMachine keepsAll =
        new CountingMachine() {
          @Override
          public boolean settles(byte[] command, byte[] reply) {
            return true;
          }
        };
    assertFound("keeps what settles nothing", found(keepsAll, entry -> entry));
  }

  @Test
  void plantedBugTheFingerprintIsIgnored() {
    assertFound(
        "takes each request of a key for the same",
        found(new CountingMachine(), entry -> changed(entry, key -> alike(key))));
  }

  private static IdempotencyKey alike(IdempotencyKey key) {
    return new IdempotencyKey(key.name(), NOTHING);
  }

  private static Entry changed(Entry entry, UnaryOperator<IdempotencyKey> change) {
    try {
      return entry.kind() == Entry.Kind.COMMAND
              && Command.decode(entry.payload()) instanceof Command.ExecuteOnce once
          ? new Entry(
              entry.id(),
              entry.kind(),
              new Command.ExecuteOnce(change.apply(once.key()), once.execute()).encode())
          : entry;
    } catch (MalformedException garbage) {
      assertThat(garbage).isNotNull();
      return entry;
    }
  }

  @Test
  void plantedBugASnapshotThatForgetsKeysIsFound() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      try {
        RestartCheck.run(
            () -> machines(new CountingMachine()),
            log(seed),
            LENGTH / 2,
            KeysPropertiesTest::withoutKeys);
      } catch (AssertionError expected) {
        found++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertFound("a snapshot without keys", found);
  }

  /** The same snapshot with an empty table of keys and a good checksum. */
  private static byte[] withoutKeys(byte[] snapshot) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(in.readNBytes(HEADER_BYTES));
      Sessions sessions = new Sessions(SESSIONS);
      sessions.load(in);
      sessions.freeze().writeRest(out);
      int count = in.readInt();
      out.writeInt(count);
      for (int i = 0; i < count; i++) {
        String name = Blobs.readText(in, MachineName.MAX_LENGTH);
        byte[] section = new Chunks.In(in).readAllBytes();
        Blobs.writeText(out, name);
        try (DataOutputStream copy = new DataOutputStream(new Chunks.Out(out))) {
          if (name.equals(KeyTable.NAME)) {
            new KeyTable(Traffic.KEYS).save(copy);
          } else {
            copy.write(section);
          }
        }
      }
      CRC32C crc = new CRC32C();
      crc.update(bytes.toByteArray());
      out.writeInt((int) crc.getValue());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
