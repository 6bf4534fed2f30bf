package conclave.multijvm.scenario.links;

import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node that is started with other options than it should be. */
final class StrayNode implements AutoCloseable {

  private final Process process;
  private final Path log;

  private StrayNode(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The node with these options in place of its own; each as {@code --port}. */
  static StrayNode start(NodeProcess node, Map<String, String> options, Path log) {
    List<String> arguments = new ArrayList<>(List.of("node", "--stop-with-stdin"));
    for (String own : node.setup().arguments().subList(1, node.setup().arguments().size())) {
      String option = own.substring(0, own.indexOf('='));
      arguments.add(options.containsKey(option) ? option + "=" + options.get(option) : own);
    }
    try {
      Files.createDirectories(log.getParent());
      return new StrayNode(
          new ProcessBuilder(node.setup().command(arguments))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of its log with all of these words. */
  String awaitLine(String... words) {
    return awaitLine(log, 0, words);
  }

  /** The first line of that log, from there on, with all of these words. */
  static String awaitLine(Path log, int from, String... words) {
    return Patience.seconds(90)
        .until(
            "a line with %s in %s".formatted(List.of(words), log),
            () -> Optional.of(lineWith(log, from, words)).filter(line -> !line.isEmpty()));
  }

  private static String lineWith(Path log, int from, String... words) throws IOException {
    return Files.readAllLines(log).stream()
        .skip(from)
        .filter(line -> List.of(words).stream().allMatch(line::contains))
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
