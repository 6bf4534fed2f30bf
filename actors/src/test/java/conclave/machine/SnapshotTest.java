package conclave.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.Golden;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {

  private static Machines machines(String... names) {
    return machines(new CountingMachine(), names);
  }

  private static Machines machines(StateMachine machine, String... names) {
    Map<String, StateMachine> named = new java.util.HashMap<>();
    Arrays.stream(names).forEach(name -> named.put(name, machine));
    return new Machines(Traffic.LIMITS, named);
  }

  private static byte[] sample() throws IOException {
    Machines machines = machines(LogWriter.COUNTER);
    LogWriter log = new LogWriter(machines);
    long session = log.open(-2);
    log.open(5);
    log.execute(session, 2, 1, "b");
    log.execute(session, 3, 2, "c");
    log.once(2, 1, "key", "d");
    return RestartCheck.save(machines);
  }

  @Test
  void aSnapshotHasItsReleasedBytesAndIsRead() throws IOException {
    Golden.assertSame("machines-snapshot-keys.txt", Map.of("machines", sample()));
    byte[] golden = Golden.read("machines-snapshot-keys.txt").get("machines");
    Machines loaded = RestartCheck.load(machines(LogWriter.COUNTER), golden);
    assertThat(loaded.lastApplied()).isEqualTo(5);
    assertThat(new LogWriter(loaded).execute(1, 2, 2, "b"))
        .isEqualTo(new Result.Ok("1:b".getBytes()));
    assertThat(new LogWriter(loaded).once(2, 2, "key", "d, again"))
        .isEqualTo(new Result.Ok("3:d".getBytes()));
  }

  /** From before there were keys. */
  @Test
  void aSnapshotWithoutKeysIsReadAndTheTableStartsEmpty() throws IOException {
    byte[] golden = Golden.read("machines-snapshot.txt").get("machines");
    Machines loaded = RestartCheck.load(machines(LogWriter.COUNTER), golden);
    assertThat(loaded.lastApplied()).isEqualTo(4);
    assertThat(loaded.keyCount()).isZero();
    assertThat(new LogWriter(loaded).execute(1, 2, 2, "b"))
        .isEqualTo(new Result.Ok("1:b".getBytes()));
    assertThat(new LogWriter(loaded).once(2, 1, "key", "d"))
        .isEqualTo(new Result.Ok("3:d".getBytes()));
    assertThat(loaded.keyCount()).isEqualTo(1);
  }

  @Test
  void aSnapshotMadeUnderOtherLimitsOfKeysIsRefusedWithBoth() throws IOException {
    byte[] snapshot = sample();
    Machines other =
        new Machines(Traffic.LIMITS, Traffic.KEYS, Map.of("counter", new CountingMachine()));
    assertThatThrownBy(() -> RestartCheck.load(other, snapshot))
        .hasMessageContaining("machine keys: it was saved under limits of 200000 keys")
        .hasMessageContaining("maxKeys=4");
  }

  @Test
  void everyTruncationAndEveryFlippedBitIsRefused() throws IOException {
    byte[] snapshot = sample();
    int refused = 0;
    for (int length = 0; length < snapshot.length; length++) {
      refused += refused(Arrays.copyOf(snapshot, length));
    }
    for (int bit = 0; bit < snapshot.length * 8; bit++) {
      byte[] damaged = snapshot.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      refused += refused(damaged);
    }
    System.out.println("snapshot of " + snapshot.length + " bytes: damaged copies " + refused);
    assertThat(refused).isEqualTo(snapshot.length * 9).isGreaterThan(1_000);
  }

  private static int refused(byte[] snapshot) {
    Machines machines = machines(LogWriter.COUNTER);
    assertThatThrownBy(() -> RestartCheck.load(machines, snapshot))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("snapshot of machines cannot be read: ");
    assertThatThrownBy(machines::stateHash)
        .hasMessage("these machines are unusable: loading a snapshot failed");
    return 1;
  }

  @Test
  void aMachineThatThisBuildDoesNotKnowIsRefusedByName() throws IOException {
    byte[] snapshot = sample();
    assertThatThrownBy(() -> RestartCheck.load(machines("lock", "map"), snapshot))
        .hasMessageContaining("it holds machine 'counter', this build has [keys, lock, map] only");
  }

  @Test
  void aMachineThatTheSnapshotDoesNotKnowStartsEmpty() throws IOException {
    Machines loaded = machines(LogWriter.COUNTER);
    RestartCheck.load(loaded, RestartCheck.save(machines()));
    assertThat(loaded.query(LogWriter.COUNTER, new byte[0]))
        .isEqualTo(new Result.Ok("0".getBytes()));
  }

  @Test
  void aSnapshotMadeUnderOtherLimitsIsRefusedWithBoth() throws IOException {
    byte[] snapshot = sample();
    Machines other = new Machines(SessionLimits.STANDARD, Map.of());
    assertThatThrownBy(() -> RestartCheck.load(other, snapshot))
        .hasMessageContaining("(4, 6, 400, 900)")
        .hasMessageContaining("maxSessions=10000");
  }

  @Test
  void aSnapshotIsOnlyLoadedIntoMachinesThatDidNothingYet() throws IOException {
    byte[] snapshot = sample();
    Machines loaded = RestartCheck.load(machines(LogWriter.COUNTER), snapshot);
    assertThatThrownBy(() -> RestartCheck.load(loaded, snapshot))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("5@1");
    assertThat(loaded.lastApplied()).isEqualTo(5);
  }

  @Test
  void aMachineCannotReadBeyondItsSectionNorLeaveSomeOfIt() throws IOException {
    byte[] snapshot = RestartCheck.save(machines("a", "b"));
    CountingMachine greedy =
        new CountingMachine() {
          @Override
          public void load(DataInput in) throws IOException {
            in.readFully(new byte[11]);
          }
        };
    CountingMachine modest =
        new CountingMachine() {
          @Override
          public void load(DataInput in) throws IOException {
            in.readFully(new byte[9]);
          }
        };
    assertThatThrownBy(() -> RestartCheck.load(machines(greedy, "a", "b"), snapshot))
        .hasMessageContaining("machine a: its section ends too early");
    assertThatThrownBy(() -> RestartCheck.load(machines(modest, "a", "b"), snapshot))
        .hasMessageContaining("machine a left bytes of its section unread");
  }

  @Test
  void aSectionMayBeLargerThanAChunkByAnyAmount() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 200_000}) {
      Machines loaded = machines(new Bulk(size), "bulk");
      RestartCheck.load(loaded, RestartCheck.save(machines(new Bulk(size), "bulk")));
      assertThat(loaded.query("bulk", new byte[0])).isEqualTo(new Result.Ok("1".getBytes()));
    }
  }

  private static final class Bulk extends CountingMachine {
    private final int size;

    Bulk(int size) {
      this.size = size;
    }

    @Override
    public void save(DataOutput out) throws IOException {
      for (int i = 0; i < size / 2; i++) {
        out.write(i);
      }
      byte[] half = new byte[size - size / 2];
      Arrays.fill(half, (byte) 7);
      out.write(half);
    }

    @Override
    public void load(DataInput in) throws IOException {
      byte[] bytes = new byte[size];
      in.readFully(bytes);
      for (int i = 0; i < size; i++) {
        assertThat(bytes[i]).isEqualTo((byte) (i < size / 2 ? i : 7));
      }
      count = 1;
    }
  }
}
