package conclave.machine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes of a release, which every later build must read: lines of "name hex" in a file of {@code
 * wire}, or of {@code wire/v1} where it names no folder.
 */
public final class Golden {
  private Golden() {}

  /** Compares all samples with the file; both must have the same names. */
  public static void assertSame(String file, Map<String, byte[]> samples) throws IOException {
    Map<String, String> hex = new LinkedHashMap<>();
    samples.forEach((name, bytes) -> hex.put(name, HexFormat.of().formatHex(bytes)));
    Map<String, String> golden = new LinkedHashMap<>();
    read(file).forEach((name, bytes) -> golden.put(name, HexFormat.of().formatHex(bytes)));
    assertThat(hex).as(file).isEqualTo(golden);
  }

  public static Map<String, byte[]> read(String file) throws IOException {
    Map<String, byte[]> golden = new LinkedHashMap<>();
    String path = "/wire/" + (file.contains("/") ? file : "v1/" + file);
    try (InputStream in = Golden.class.getResourceAsStream(path)) {
      assertThat(in).as("golden file " + file).isNotNull();
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] parts = line.split(" ");
        golden.put(parts[0], HexFormat.of().parseHex(parts[1]));
      }
    }
    return golden;
  }
}
