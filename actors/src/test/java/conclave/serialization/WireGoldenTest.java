package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.Message;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes of each protocol version, which every later build still reads and writes. */
class WireGoldenTest {

  private static final HexFormat HEX = HexFormat.of();

  @Test
  void everyMessageTypeHasGoldenBytes() {
    Set<String> golden =
        WireSamples.all().values().stream()
            .map(w -> w instanceof Wire.ToReplica raft ? raft.message() : w)
            .map(message -> message.getClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> declared =
        Stream.of(
                Message.class, Message.OfAudit.class, Wire.ForReplica.class, Wire.ForGateway.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    declared.removeAll(Set.of("ToReplica", "OfAudit"));
    assertThat(golden).isEqualTo(declared).hasSizeGreaterThan(15);
  }

  @Test
  void messagesHaveTheGoldenBytesOfTheVersionThatBroughtThem() throws Exception {
    Map<String, byte[]> files = goldenFiles();
    Map<String, Wire> samples = WireSamples.all();
    assertThat(files.keySet()).isEqualTo(samples.keySet());
    samples.forEach(
        (name, wire) ->
            assertThat(HEX.formatHex(WireCodec.encode(wire)))
                .as(name)
                .isEqualTo(HEX.formatHex(files.get(name))));
    System.out.println("golden: " + files.size() + " messages");
  }

  @Test
  void goldenBytesDecodeToTheMessagesTheyWereMadeOf() throws Exception {
    Map<String, Wire> samples = WireSamples.all();
    goldenFiles()
        .forEach(
            (name, bytes) -> {
              Wire decoded = WireCodec.decode(bytes);
              assertThat(decoded).as(name).usingRecursiveComparison().isEqualTo(samples.get(name));
              assertThat(WireCodec.encode(decoded)).as(name).isEqualTo(bytes);
            });
  }

  @Test
  void theOrderAndPositionOfTheBufferDoNotChangeTheBytes() {
    WireSamples.all()
        .forEach(
            (name, wire) -> {
              ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
              buffer.position(13);
              WireCodec.encode(wire, buffer);
              byte[] written = new byte[buffer.position() - 13];
              buffer.get(13, written);
              assertThat(written).as(name).isEqualTo(WireCodec.encode(wire));
              buffer.limit(buffer.position()).position(13);
              assertThat(WireCodec.encode(WireCodec.decode(buffer))).as(name).isEqualTo(written);
              assertThat(buffer.hasRemaining()).as(name).isFalse();
            });
  }

  @Test
  void aMessageOfAVersionStandsWithThatVersion() throws Exception {
    for (int version = WireCodec.MIN_VERSION; version <= WireCodec.MAX_VERSION; version++) {
      for (Map.Entry<String, byte[]> golden : goldenFiles(version).entrySet()) {
        assertThat(golden.getValue()[0]).as(golden.getKey()).isEqualTo((byte) version);
        byte[] elsewhere = golden.getValue().clone();
        for (int other = 0; other < 256; other++) {
          elsewhere[0] = (byte) other;
          if (other != version) {
            assertThatThrownBy(() -> WireCodec.decode(elsewhere))
                .as(golden.getKey())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                    "no wire message, at byte \\d+ of \\d+: .*(is not in 1 to 2|came with protocol"
                        + " version \\d, not with \\d)");
          }
        }
      }
    }
  }

  private static Map<String, byte[]> goldenFiles() throws IOException, URISyntaxException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int version = WireCodec.MIN_VERSION; version <= WireCodec.MAX_VERSION; version++) {
      files.putAll(goldenFiles(version));
    }
    return files;
  }

  private static Map<String, byte[]> goldenFiles(int version)
      throws IOException, URISyntaxException {
    Path directory = Path.of(WireGoldenTest.class.getResource("/wire/v" + version).toURI());
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : paths.filter(p -> p.toString().endsWith(".hex")).toList()) {
        String hex =
            Files.readAllLines(path).stream()
                .map(line -> line.replaceAll("#.*|\\s", ""))
                .collect(Collectors.joining());
        files.put(path.getFileName().toString().replace(".hex", ""), HEX.parseHex(hex));
      }
    }
    return files;
  }
}
