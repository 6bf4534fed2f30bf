package conclave.lock.table;

import static conclave.lock.table.Tables.lock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.Blobs;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is no snapshot of a table is refused in one sentence. */
class LockSnapshotTest {
  private static final LockLimits LIMITS = new LockLimits(3, 3, 2, 10_000);

  /** Writes what a table would not. */
  private static final class Forged {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    Forged(long lastToken, int locks) throws IOException {
      ByteBuffer head = ByteBuffer.wrap(Tables.save(new LockTable(LIMITS)));
      out.write(head.putLong(Tables.TOKEN_AT, lastToken).array(), 0, Tables.TOKEN_AT + 8);
      out.writeInt(locks);
    }

    Forged lock(int space, String name, String owner, long token) throws IOException {
      out.writeByte(space);
      Blobs.writeText(out, name);
      Blobs.writeText(out, owner);
      out.writeLong(token);
      out.writeLong(1);
      out.writeLong(1_000);
      out.writeBoolean(true);
      return this;
    }

    Forged waits(String... owners) throws IOException {
      out.writeInt(owners.length);
      for (String owner : owners) {
        Blobs.writeText(out, owner);
        for (long number : new long[] {2, 2, 500, 1_000}) {
          out.writeLong(number);
        }
      }
      return this;
    }

    void isRefused(String why) {
      assertThatThrownBy(() -> Tables.load(new LockTable(LIMITS), bytes.toByteArray()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void aForgedOneIsRefused() throws IOException {
    new Forged(-1, 0).isRefused("-1 cannot be the last token");
    new Forged(LockTable.MAX_TOKEN + 1, 0).isRefused("cannot be the last token");
    new Forged(5, 4).isRefused("a count of 4, not of 0 to 3");
    new Forged(5, 1).lock(2, "a", "x", 1).isRefused("space 2 is unknown");
    new Forged(5, 1).lock(0, "", "x", 1).isRefused("a lock's name must have 1 to 1024 bytes");
    new Forged(5, 1).lock(0, "a", "", 1).isRefused("an owner must have 1 to 256 bytes");
    new Forged(5, 1).lock(0, "a", "x", 0).isRefused("0 is no token, index or time");
    new Forged(5, 1)
        .lock(0, "a", "x", 6)
        .waits()
        .isRefused("lock a has token 6, but the last one was 5");
    new Forged(5, 2)
        .lock(0, "b", "x", 1)
        .waits()
        .lock(0, "a", "x", 2)
        .isRefused("lock a comes too late");
    new Forged(5, 1).lock(0, "a", "x", 1).waits("y", "y").isRefused("y stands twice at lock a");
    new Forged(5, 1).lock(0, "a", "x", 1).waits("x").isRefused("x stands twice at lock a");
    new Forged(5, 1).lock(0, "a", "x", 1).waits("1", "2", "3").isRefused("a count of 3");
    new Forged(5, 2)
        .lock(0, "a", "x", 1)
        .waits("1", "2")
        .lock(0, "b", "x", 2)
        .waits("1", "2")
        .isRefused("more than 3 wait");
  }

  @Test
  void oneOfOtherLimitsOrAnotherFormatIsRefused() throws IOException {
    byte[] snapshot = Tables.save(new LockTable(LIMITS));
    assertThatThrownBy(() -> Tables.load(new LockTable(LockLimits.STANDARD), snapshot))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it was saved under LockLimits[maxLocks=3");
    snapshot[1] = 2;
    assertThatThrownBy(() -> Tables.load(new LockTable(LIMITS), snapshot))
        .isInstanceOf(IOException.class)
        .hasMessage("format 2 is unknown, this build reads 1");
  }

  private static byte[] filled() throws IOException {
    LockTable table = new LockTable(LIMITS);
    Tables.apply(table, 1, new LockCommand.Acquire(lock("a"), "x", 1_000, 0));
    Tables.apply(table, 2, new LockCommand.Acquire(lock("a"), "y", 1_000, 500));
    Tables.apply(table, 3, new LockCommand.Acquire(lock("b"), "x", 1_000, 0));
    return Tables.save(table);
  }

  @Test
  void oneThatEndsTooEarlyIsRefused() throws IOException {
    byte[] snapshot = filled();
    for (int length = 0; length < snapshot.length; length++) {
      byte[] part = Arrays.copyOf(snapshot, length);
      assertThatThrownBy(() -> Tables.load(new LockTable(LIMITS), part))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aDamagedOneIsRefusedOrIsATableThatGoesOn() throws IOException {
    int refused = 0;
    int loaded = 0;
    byte[] snapshot = filled();
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = snapshot.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        LockTable table = Tables.load(new LockTable(LIMITS), damaged);
        Tables.apply(table, 9, new LockCommand.Acquire(lock("c"), "z", 1_000, 500));
        Tables.view(table);
        loaded++;
      } catch (IOException expected) {
        refused++;
      }
    }
    System.out.printf("damaged lock snapshots: %d refused, %d loaded%n", refused, loaded);
    assertThat(refused).isGreaterThan(5_000);
    assertThat(loaded).isGreaterThan(500);
  }
}
