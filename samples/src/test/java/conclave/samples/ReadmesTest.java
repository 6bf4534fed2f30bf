package conclave.samples;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.replica.kit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lessons run as their pages say, and leave nothing behind. */
class ReadmesTest {

  private static final int FIRST_PORT = 25_520;
  private static final int PORTS = 4;

  @TempDir private Path folder;

  static Stream<Readme> readmes() {
    return Readme.all();
  }

  /** All at once, since they wait most of the time. */
  @Test
  void each_story_is_told_to_its_end() throws IOException {
    List<Readme.Command> stories = readmes().map(readme -> readme.commands().get(0)).toList();
    assertThat(stories.stream().map(story -> story.words().get(1)))
        .containsExactlyInAnyOrderElementsOf(Readme.lessons());
    List<Terminal> terminals =
        stories.stream().map(story -> new Terminal(story.words(), folder)).toList();
    try {
      for (int i = 0; i < terminals.size(); i++) {
        terminals.get(i).awaitLines(stories.get(i).output());
        assertThat(terminals.get(i).awaitEnd()).as(terminals.get(i).toString()).isZero();
      }
    } finally {
      terminals.forEach(Terminal::close);
    }
    assertNothingIsLeft();
  }

  /**
   * Each form of command, in a terminal of its own, until it has printed what it should; then
   * Ctrl-C in all. Commands that differ only in their numbers have the same form.
   */
  @Test
  void each_terminal_prints_what_it_should_until_ctrl_c() throws IOException {
    Map<String, Readme.Command> forms = new TreeMap<>();
    readmes()
        .flatMap(readme -> readme.commands().stream().skip(1))
        .forEach(command -> forms.putIfAbsent(Terminal.like(command.words().toString()), command));
    assertThat(forms).hasSizeGreaterThan(Readme.lessons().size());
    Map<Readme.Command, Terminal> terminals = new LinkedHashMap<>();
    try {
      for (Readme.Command command : forms.values()) {
        List<String> words = onPorts(command.words(), freePorts());
        terminals.put(command, new Terminal(words, folder));
      }
      terminals.forEach((command, terminal) -> terminal.awaitLines(command.output()));
      terminals.values().forEach(Terminal::interrupt);
      for (Terminal terminal : terminals.values()) {
        assertThat(terminal.awaitEnd()).as(terminal.toString()).isZero();
      }
    } finally {
      terminals.values().forEach(Terminal::close);
    }
    assertNothingIsLeft();
  }

  /** The same command at ports that are free on this machine, with its data out of the checkout. */
  private List<String> onPorts(List<String> words, List<Integer> ports) {
    List<String> command = new ArrayList<>();
    for (String word : words) {
      if (word.matches("2552\\d")) {
        command.add(ports.get(Integer.parseInt(word) - FIRST_PORT).toString());
      } else {
        command.add(word.startsWith("data/") ? folder.resolve(word).toString() : word);
      }
    }
    if (command.contains("--port")) {
      command.add("--ports=" + String.join(",", texts(ports.subList(1, PORTS))));
    }
    if (command.contains("guarded")) {
      command.add("--store-port=" + ports.get(0));
    }
    return command;
  }

  private static List<Integer> freePorts() {
    return Stream.generate(FreePorts::take).limit(PORTS).toList();
  }

  private static List<String> texts(List<Integer> ports) {
    return ports.stream().map(String::valueOf).toList();
  }

  /** The data of nodes and store were in temporary folders. */
  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("left behind")
          .noneMatch(name -> name.startsWith("conclave"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          samples/run                        | say which lesson: %s
          samples/run nothing                | there is no lesson nothing, only: %s
          samples/run leader --port 1        | --port 1 must be one of three different --ports
          samples/run leader --port x        | Invalid value for option '--port': 'x' is not an int
          samples/run leader --prot 25521    | Unknown options: '--prot', '25521'
          """)
  void wrong_use_gets_one_line_and_status_2(String command, String message) {
    String lessons = String.join(" ", Readme.lessons());
    try (Terminal terminal = new Terminal(List.of(command.split(" ")), folder)) {
      assertThat(terminal.awaitEnd()).isEqualTo(2);
      assertThat(terminal.lines()).hasSize(1);
      assertThat(terminal.lines().get(0)).contains(message.formatted(lessons));
    }
  }

  @Test
  void a_port_that_is_taken_gets_one_line_and_status_2() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> ports =
          IntStream.range(0, 3).mapToObj(i -> String.valueOf(taken.getLocalPort() + i)).toList();
      List<String> words =
          List.of(
              "samples/run",
              "leader",
              "--port=" + ports.get(0),
              "--ports=" + String.join(",", ports));
      try (Terminal terminal = new Terminal(words, folder)) {
        assertThat(terminal.awaitEnd()).isEqualTo(2);
        assertThat(terminal.lines()).hasSize(1);
        assertThat(terminal.lines().get(0)).contains("cannot listen on");
      }
    }
  }
}
