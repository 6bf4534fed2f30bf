package conclave.raft.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the scripts, and compares what comes out with what the file says. */
final class ScriptTest {

  private static final Path SCRIPTS = Path.of("src", "test", "resources", "raft", "scripts");

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void doesWhatTheScriptSays(Path script) throws IOException {
    String expected = Files.readString(script);
    String actual = run(expected);
    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(script, actual);
      return;
    }
    assertThat(actual)
        .as(script.getFileName() + ": if the change is intended, rewrite with -Drewrite=true")
        .isEqualTo(expected);
  }

  @Test
  void thereAreScripts() throws IOException {
    assertThat(scripts()).hasSizeGreaterThanOrEqualTo(6);
  }

  /** Keeps comments, blank lines and commands; what stood indented is replaced. */
  private static String run(String script) {
    Cluster cluster = new Cluster();
    StringBuilder out = new StringBuilder();
    for (String line : script.lines().toList()) {
      if (line.startsWith("  ")) {
        continue;
      }
      out.append(line).append('\n');
      if (line.startsWith("> ")) {
        for (String result : cluster.run(line.substring(2))) {
          out.append(result.stripTrailing()).append('\n');
        }
      }
    }
    return out.toString();
  }
}
