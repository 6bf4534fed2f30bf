package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes arrive, they are a message or a refusal with one sentence. */
class WireFuzzTest {

  private static final long SEED = 20_261_122;
  private static final int ROUNDS = 50_000;
  private static final int MOST_ALLOCATED = 256 * 1024;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<byte[]> originals =
      WireSamples.all().values().stream().map(WireCodec::encode).toList();

  private int decoded;
  private int refused;
  private long mostAllocated;

  @Test
  void mutatedBytesDecodeToWhatTheyEncodeOrAreRefused() {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = originals.get(random.nextInt(originals.size())).clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes = mutate(bytes, random);
      }
      decode(bytes, "seed " + SEED + " round " + round);
    }
    System.out.printf(
        "wire fuzz: seed %d, %d inputs, %d decoded, %d refused, at most %d bytes allocated%n",
        SEED, ROUNDS, decoded, refused, mostAllocated);
    assertThat(decoded).isGreaterThan(ROUNDS / 20);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
    assertThat(mostAllocated).isPositive().isLessThan(MOST_ALLOCATED);
  }

  @Test
  void everyTruncationIsRefusedAndSoIsEveryByteTooMany() {
    for (byte[] original : originals) {
      for (int length = 0; length < original.length; length++) {
        byte[] cut = Arrays.copyOf(original, length);
        assertThatThrownBy(() -> WireCodec.decode(cut))
            .isInstanceOf(IllegalArgumentException.class);
      }
      byte[] longer = Arrays.copyOf(original, original.length + 1);
      assertThatThrownBy(() -> WireCodec.decode(longer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("1 bytes too many");
    }
  }

  @Test
  void aHugeLengthIsRefusedBeforeAnythingIsAllocated() {
    String batch = "0102" + "027030" + "026e31" + "0000000000000001" + "00" + "0000000000000001";
    assertRefused(batch + "808004", "at byte 28 of 28: 65536 commands needs 65536 bytes where 0");
    assertRefused(batch + "818004", "count of commands 65537 is more than 65536");
    assertRefused(batch + "01" + "808040", "commands needs 1048576 bytes where 0 are left");
    assertRefused(
        batch + "01" + "ffffffff0f", "length of commands 4294967295 is more than 1114112");
    assertRefused(batch + "ffffffffffffffffff01", "count of commands has more than 9 bytes");
    assertRefused(batch + "8000", "count of commands 0 has superfluous bytes");
    assertRefused("0302", "at byte 1 of 2: protocol version 3 is not in 1 to 2");
    assertRefused("0202" + "027030", "needs");
    assertRefused(
        "0207" + "027030" + "0000000000000001",
        "AskFailed[group=p0, batch=1] came with protocol version 1, not with 2");
    assertRefused("0109" + "027030", "unknown type of message 9");
    assertRefused("0101" + "025030", "group \"P0\" must be 1 to 32 of a-z, 0-9 and -");
    assertRefused("0101" + "02ff30", "group of 2 bytes is not UTF-8");
  }

  private void assertRefused(String hex, String sentence) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> WireCodec.decode(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
  }

  private void decode(byte[] bytes, String what) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      Wire wire = WireCodec.decode(bytes);
      mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
      decoded++;
      assertThat(HexFormat.of().formatHex(WireCodec.encode(wire)))
          .as(what)
          .isEqualTo(HexFormat.of().formatHex(bytes));
    } catch (IllegalArgumentException e) {
      mostAllocated = Math.max(mostAllocated, threads.getCurrentThreadAllocatedBytes() - before);
      refused++;
      if (!e.getMessage().startsWith("no wire message, at byte ")) {
        throw new AssertionError(what + ": " + HexFormat.of().formatHex(bytes), e);
      }
    } catch (RuntimeException e) {
      throw new AssertionError(what + ": " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private byte[] mutate(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        byte[] other = originals.get(random.nextInt(originals.size()));
        return join(Arrays.copyOf(bytes, at), other, random.nextInt(other.length));
      }
      default -> {
        return join(Arrays.copyOf(bytes, at), bytes, Math.max(0, at - random.nextInt(4)));
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] head, byte[] tail, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    out.write(tail, from, tail.length - from);
    return out.toByteArray();
  }
}
