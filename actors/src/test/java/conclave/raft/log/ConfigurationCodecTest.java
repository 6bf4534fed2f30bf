package conclave.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Configurations on disk and on the wire. */
final class ConfigurationCodecTest {

  private static final Configuration GOLDEN =
      new Configuration(
          List.of(new NodeId("a", 1), new NodeId("b", 0xFEDCBA9876543210L), new NodeId("c", 3)),
          List.of(new NodeId("d\u00e9", 4)));

  @Test
  void theBytesOfTheFirstReleaseAreReadAndWrittenForEver() throws IOException {
    byte[] golden = golden();

    assertThat(ConfigurationCodec.decode(golden)).isEqualTo(GOLDEN);
    assertThat(HexFormat.of().formatHex(ConfigurationCodec.encode(GOLDEN)))
        .isEqualTo(HexFormat.of().formatHex(golden));
  }

  private static byte[] golden() throws IOException {
    String path = "/wire/v1/payload/configuration.hex";
    try (InputStream in = ConfigurationCodecTest.class.getResourceAsStream(path)) {
      String hex = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }

  @Property(tries = 500, seed = "1")
  void whatIsEncodedIsDecoded(@ForAll("configurations") Configuration configuration) {
    byte[] bytes = ConfigurationCodec.encode(configuration);
    assertThat(ConfigurationCodec.decode(bytes)).isEqualTo(configuration);
  }

  @Property(tries = 200, seed = "2")
  void everyOtherLengthIsRefused(@ForAll("configurations") Configuration configuration) {
    byte[] bytes = ConfigurationCodec.encode(configuration);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ConfigurationCodec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertThatThrownBy(() -> ConfigurationCodec.decode(longer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Configuration> configurations() {
    Arbitrary<NodeId> nodes =
        Combinators.combine(
                Arbitraries.strings().withChars("abc\u00e9\u4e2d-9").ofMinLength(1).ofMaxLength(4),
                Arbitraries.longs().filter(incarnation -> incarnation != 0))
            .as(NodeId::new);
    return nodes
        .list()
        .uniqueElements()
        .ofMaxSize(9)
        .flatMap(
            all ->
                Arbitraries.integers()
                    .between(0, all.size())
                    .map(n -> new Configuration(all.subList(0, n), all.subList(n, all.size()))));
  }

  @Test
  void anUnknownVersionIsNamed() {
    assertThatThrownBy(() -> ConfigurationCodec.decode(new byte[] {2, 0, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown version 2");
  }

  @Test
  void aNameTooLongForItsLengthFieldIsRefusedAndNotCutShort() {
    Configuration tooLong = Configuration.of(new NodeId("n".repeat(65_536), 1));

    assertThatThrownBy(() -> ConfigurationCodec.encode(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536");
  }
}
