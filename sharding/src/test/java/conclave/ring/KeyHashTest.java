package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyHashTest {

  /** The bytes that the authors of xxHash check their own implementations with. */
  private static byte[] sanityBytes(int length) {
    byte[] bytes = new byte[length];
    long generator = 2_654_435_761L;
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (generator >>> 56);
      generator *= 0x9E3779B185EBCA8DL;
    }
    return bytes;
  }

  /** Made by the reference implementation, xxHash 0.8.3. */
  @Test
  void xxh3IsTheReferenceImplementationsForEveryLengthUpTo256AndSomeLonger() throws IOException {
    int vectors = 0;
    try (InputStream in = getClass().getResourceAsStream("/ring/xxh3-64.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] parts = line.split(" ");
        byte[] bytes = sanityBytes(Integer.parseInt(parts[0]));
        assertThat(KeyHash.XXH3.of(bytes))
            .as("%d bytes", bytes.length)
            .isEqualTo(Long.parseUnsignedLong(parts[1], 16));
        vectors++;
      }
    }
    assertThat(vectors).isEqualTo(266);
  }

  @Test
  void everyFunctionHasItsPublishedValues() {
    assertThat(KeyHash.XXH3.of("")).isEqualTo(0x2d06800538d394c2L);
    assertThat(KeyHash.MD5.of("")).isEqualTo(0xd41d8cd98f00b204L);
    assertThat(KeyHash.MD5.of("abc")).isEqualTo(0x900150983cd24fb0L);
    assertThat(KeyHash.SHA1.of("")).isEqualTo(0xda39a3ee5e6b4b0dL);
    assertThat(KeyHash.SHA1.of("abc")).isEqualTo(0xa9993e364706816aL);
    assertThat(KeyHash.CRC32.of("")).isZero();
    assertThat(KeyHash.CRC32.of("123456789")).isEqualTo(0xcbf4392600000000L);
  }

  @Property(tries = 500, seed = "11")
  void aTextAndItsUtf8HaveOneHash(@ForAll String text) {
    for (KeyHash hash : KeyHash.values()) {
      assertThat(hash.of(text)).isEqualTo(hash.of(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void textsBeyondAsciiCountAsUtf8AndHalfASurrogatePairAsAQuestionMark() {
    byte[] grin = {(byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80};
    byte[] umlaut = {(byte) 0xc3, (byte) 0xbc};
    for (KeyHash hash : KeyHash.values()) {
      assertThat(hash.of("\ud83d\ude00")).isEqualTo(hash.of(grin));
      assertThat(hash.of("\u00fc")).isEqualTo(hash.of(umlaut));
      assertThat(hash.of("a\ud83d")).isEqualTo(hash.of("a?"));
    }
  }

  /** Chi-square over 1,024 slots from the high and from the low bits; z is roughly normal. */
  @Test
  void similarKeysSpreadEvenlyByHighBitsAndByLowBits() {
    List<IntFunction<String>> kinds =
        List.of(
            i -> Integer.toString(i),
            i -> "user-%024d".formatted(i),
            i -> "a/common/prefix/of/many/keys/" + i,
            i -> Long.toHexString(i * 0x9e3779b97f4a7c15L));
    double worst = 0;
    for (IntFunction<String> kind : kinds) {
      for (KeyHash hash : List.of(KeyHash.XXH3, KeyHash.MD5, KeyHash.SHA1)) {
        worst = Math.max(worst, Math.abs(z(hash, kind, 54)));
        worst = Math.max(worst, Math.abs(z(hash, kind, 0)));
      }
    }
    System.out.printf("hashes: 24 chi-square tests of 100,000 keys, worst |z| %.2f%n", worst);
    assertThat(worst).isLessThan(4);
  }

  private static double z(KeyHash hash, IntFunction<String> keys, int shift) {
    int n = 100_000;
    int slots = 1_024;
    int[] counts = new int[slots];
    for (int i = 0; i < n; i++) {
      counts[(int) (hash.of(keys.apply(i)) >>> shift) & slots - 1]++;
    }
    double mean = (double) n / slots;
    double chi = Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean) / mean).sum();
    return (chi - (slots - 1)) / Math.sqrt(2.0 * (slots - 1));
  }

  /** Why CRC-32 is not for similar names: what differs in the keys differs alike in the hashes. */
  @Test
  void crc32IsLinear() {
    Set<Long> differences = new HashSet<>();
    Set<Long> ofXxh3 = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String name = "node-%02d".formatted(i);
      differences.add(KeyHash.CRC32.of(name + "a") ^ KeyHash.CRC32.of(name + "b"));
      ofXxh3.add(KeyHash.XXH3.of(name + "a") ^ KeyHash.XXH3.of(name + "b"));
    }
    assertThat(differences).hasSize(1);
    assertThat(ofXxh3).hasSize(100);
  }
}
