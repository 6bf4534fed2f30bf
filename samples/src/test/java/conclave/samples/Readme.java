package conclave.samples;

import conclave.house.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page of a lesson, with commands to type and links to lines.
 *
 * @param path in the checkout
 */
record Readme(Path path) {

  private static final Path LESSONS = Path.of("samples/src/main/java/conclave/samples");
  private static final Path TUTORIAL = Path.of("docs/tutorial");
  private static final Pattern CONSOLE = Pattern.compile("(?ms)^```console\\n(.*?)^```$");
  private static final Pattern LINE_LINK =
      Pattern.compile("\\[`([^`]+)`\\]\\(([^)#\\s]+)#L(\\d+)\\)");
  private static final String PROMPT = "$ ";

  /**
   * A command as it is shown, and what it prints.
   *
   * @param words of the command
   * @param output lines that it prints, in this order, others between them
   */
  record Command(List<String> words, List<String> output) {}

  /**
   * A link to a line of a source.
   *
   * @param code what the line contains
   * @param line from 1
   */
  record LineLink(String code, Path file, int line) {}

  /** The pages of all lessons: those with something to type. */
  static Stream<Readme> all() {
    return Repository.here().files().stream()
        .filter(file -> file.startsWith(LESSONS) || file.startsWith(TUTORIAL))
        .filter(file -> file.toString().endsWith(".md"))
        .map(Readme::new)
        .filter(readme -> !readme.commands().isEmpty());
  }

  /** The names by which {@code samples/run} knows the lessons, sorted. */
  static List<String> lessons() {
    return Repository.here().files().stream()
        .filter(file -> file.startsWith(LESSONS) && file.endsWith("App.java"))
        .map(file -> file.getParent().getFileName().toString())
        .toList();
  }

  /** What each block of the page has typed into one terminal. */
  List<Command> commands() {
    List<Command> commands = new ArrayList<>();
    for (MatchResult block : CONSOLE.matcher(text()).results().toList()) {
      List<String> lines = block.group(1).lines().toList();
      if (!lines.get(0).startsWith(PROMPT)) {
        throw new IllegalStateException(path + ": a console without a command: " + lines.get(0));
      }
      String command = lines.get(0).substring(PROMPT.length());
      commands.add(new Command(List.of(command.split(" ")), lines.subList(1, lines.size())));
    }
    return commands;
  }

  List<LineLink> lineLinks() {
    return LINE_LINK.matcher(text()).results().map(this::lineLink).toList();
  }

  private LineLink lineLink(MatchResult link) {
    Path file = path.getParent().resolve(link.group(2)).normalize();
    return new LineLink(link.group(1), file, Integer.parseInt(link.group(3)));
  }

  private String text() {
    return Repository.here().read(path);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
