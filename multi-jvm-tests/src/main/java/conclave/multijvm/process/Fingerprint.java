package conclave.multijvm.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Tells class paths and Javas apart. */
final class Fingerprint {

  private Fingerprint() {}

  /** Changes with this Java, with the jars, their order, sizes and times. */
  static String of(List<Path> jars) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String property : List.of("java.home", "java.vm.version", "java.vm.vendor", "os.arch")) {
      text.append(System.getProperty(property)).append('\n');
    }
    for (Path jar : jars) {
      text.append(jar).append(' ').append(Files.size(jar)).append(' ');
      text.append(Files.getLastModifiedTime(jar)).append('\n');
    }
    CRC32C sum = new CRC32C();
    sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }
}
