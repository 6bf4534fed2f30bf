package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SnapshotPropertiesTest {
  /** Magic, format, term, index, history hash. */
  private static final int HEADER_BYTES = 4 + 2 + 8 + 8 + 8;

  private static Machines machines() {
    return new Machines(
        Traffic.LIMITS, Traffic.KEYS, Map.of(LogWriter.COUNTER, new CountingMachine()));
  }

  private static List<Entry> log(long seed, int length) {
    return new Traffic(seed, LogWriter.COUNTER, SnapshotPropertiesTest::payload).log(length);
  }

  private static byte[] payload(Random random) {
    return "x".repeat(random.nextInt(120)).getBytes();
  }

  @Property(tries = 400, seed = "4")
  void aReplicaThatWasSavedAndLoadedAnywhereGoesOnAsIfNothingHappened(@ForAll long seed)
      throws IOException {
    List<Entry> log = log(seed, 120);
    RestartCheck.run(SnapshotPropertiesTest::machines, log, new Random(seed).nextInt(121));
  }

  @Test
  void aReplicaMayBeSavedAndLoadedAfterEveryEntry() throws IOException {
    Machines unbroken = machines();
    Machines restarted = machines();
    for (Entry entry : log(11, 300)) {
      assertThat(restarted.apply(entry)).isEqualTo(unbroken.apply(entry));
      restarted = RestartCheck.load(machines(), RestartCheck.save(restarted));
      assertThat(restarted.stateHash()).isEqualTo(unbroken.stateHash());
    }
  }

  @Test
  void theTrafficReachesEveryRefusal() {
    Map<Result.Refusal, Integer> seen = new EnumMap<>(Result.Refusal.class);
    int ok = 0;
    for (long seed = 0; seed < 50; seed++) {
      Machines machines = machines();
      for (Entry entry : log(seed, 120)) {
        Result result = machines.apply(entry);
        if (result instanceof Result.Refusal refusal) {
          seen.merge(refusal, 1, Integer::sum);
        } else {
          ok++;
        }
      }
    }
    System.out.println("traffic of 6,000 entries: " + ok + " not refused, refused " + seen);
    assertThat(seen).containsOnlyKeys(Result.Refusal.values());
    assertThat(seen.values()).allMatch(count -> count >= 20);
    assertThat(ok).isGreaterThan(2_000);
  }

  @Test
  void plantedBugASnapshotThatForgetsSessionsIsFound() {
    int found = 0;
    for (long seed = 0; seed < 20; seed++) {
      try {
        RestartCheck.run(
            SnapshotPropertiesTest::machines,
            log(seed, 120),
            60,
            SnapshotPropertiesTest::withoutSessions);
      } catch (AssertionError expected) {
        found++;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    System.out.println("planted: a snapshot without sessions, found in " + found + " of 20 logs");
    assertThat(found).isGreaterThanOrEqualTo(18);
  }

  @Test
  void withoutSessionsARetriedCommandWouldHappenTwice() throws IOException {
    Machines machines = machines();
    LogWriter log = new LogWriter(machines);
    long session = log.open(1);
    Result first = log.execute(session, 1, 1, "a");
    byte[] snapshot = RestartCheck.save(machines);
    LogWriter restarted = new LogWriter(RestartCheck.load(machines(), snapshot));
    LogWriter forgetful = new LogWriter(RestartCheck.load(machines(), withoutSessions(snapshot)));
    assertThat(restarted.execute(session, 1, 1, "a")).isEqualTo(first);
    assertThat(forgetful.execute(session, 1, 1, "a")).isEqualTo(Result.Refusal.EXPIRED);
  }

  /** The same snapshot with an empty table of sessions and a good checksum. */
  private static byte[] withoutSessions(byte[] snapshot) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(in.readNBytes(HEADER_BYTES));
      new Sessions(Traffic.LIMITS).load(in);
      new Sessions(Traffic.LIMITS).freeze().writeRest(out);
      out.write(in.readNBytes(in.available() - 4));
      CRC32C crc = new CRC32C();
      crc.update(bytes.toByteArray());
      out.writeInt((int) crc.getValue());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
