package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.Repository;
import conclave.house.pages.GeneratedPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The page of commands is what {@code --help} says, and what any page tells to type is a command.
 *
 * <p>After a change of a command: {@code mvn -q -pl runtime -am test -Dtest=CommandPagesTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Drewrite=true}.
 */
class CommandPagesTest {
  private static final GeneratedPart PAGE =
      new GeneratedPart(
          Path.of("docs/reference/commands.md"),
          "mvn -q -pl runtime -am test -Dtest=CommandPagesTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Drewrite=true");
  private static final Path SETTINGS = Path.of("docs/reference/configuration.md");
  private static final int WIDTH = 100;

  /** From the command's name to the end of the line, or of the code in the line. */
  private static final Pattern TYPED =
      Pattern.compile("(?:\\.|/opt/conclave)/conclave(?: ([^`\\n]*))?");

  private static final List<String> NO_SETTING = List.of("--config", "--help", "--version");

  private final Repository repository = Repository.here();

  private static CommandLine conclave() {
    CommandLine line =
        Conclave.commandLine(
            settings -> {
              throw new IllegalStateException("only parsed");
            });
    each(line, command -> command.setUsageHelpWidth(WIDTH));
    return line;
  }

  private static void each(CommandLine line, Consumer<CommandLine> what) {
    line.setUsageHelpAutoWidth(false);
    what.accept(line);
    line.getSubcommands().values().forEach(below -> each(below, what));
  }

  /** The commands that help shows, by name. */
  private static Map<String, CommandLine> shown() {
    Map<String, CommandLine> shown = new TreeMap<>(conclave().getSubcommands());
    shown.values().removeIf(command -> command.getCommandSpec().usageMessage().hidden());
    return shown;
  }

  @Test
  void the_page_shows_what_help_says() {
    StringBuilder text = new StringBuilder();
    shown()
        .forEach(
            (name, command) ->
                text.append("## conclave ")
                    .append(name)
                    .append("\n\n```\n")
                    .append(command.getUsageMessage(Ansi.OFF).stripTrailing())
                    .append("\n```\n\n"));
    PAGE.holds(text.toString().stripTrailing() + "\n");
  }

  @Test
  void every_option_of_a_node_is_told_where_its_setting_is() {
    String settings = repository.read(SETTINGS);
    List<String> options =
        shown().get("node").getCommandSpec().options().stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .filter(option -> !NO_SETTING.contains(option))
            .toList();
    assertThat(options).hasSizeGreaterThan(7);
    assertThat(options)
        .allSatisfy(option -> assertThat(settings).contains("Option `%s`.".formatted(option)));
  }

  @Test
  void what_a_page_tells_to_type_can_be_typed() {
    List<String> wrong = new ArrayList<>();
    int typed = 0;
    for (Path page : repository.files()) {
      if (!page.toString().endsWith(".md")) {
        continue;
      }
      String joined = repository.read(page).replaceAll("\\\\\\n\\s*", "");
      for (MatchResult found : TYPED.matcher(joined).results().toList()) {
        String arguments = found.group(1) == null ? "" : found.group(1);
        typed++;
        complaint(arguments).ifPresent(why -> wrong.add(page + ": " + found.group() + ": " + why));
      }
    }
    System.out.printf("commands: %d typed on pages, %d on their own%n", typed, shown().size());
    assertThat(wrong).isEmpty();
    assertThat(typed).isGreaterThan(20);
  }

  @Test
  void an_option_that_does_not_exist_is_found() {
    assertThat(complaint("status --htpp 127.0.0.1:8551")).isPresent();
    assertThat(complaint("frobnicate")).isPresent();
    assertThat(complaint("bench --http-ports 8551 --clients 64  # a remark")).isEmpty();
    assertThat(complaint("node --config FILE")).isEmpty();
  }

  /**
   * What picocli has against it. A word in prose may leave out what is required, and in capitals
   * stand for a value.
   */
  private static Optional<String> complaint(String arguments) {
    String[] words =
        Arrays.stream(arguments.replaceAll("\\s#.*|[;|&>].*|\\.$", "").strip().split("\\s+"))
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new);
    CommandLine conclave = conclave();
    for (String word : words) {
      String option = word.replaceFirst("=.*", "");
      CommandLine command = conclave.getSubcommands().getOrDefault(words[0], conclave);
      if (word.startsWith("-") && command.getCommandSpec().findOption(option) == null) {
        return Optional.of("there is no option " + option);
      }
    }
    try {
      conclave.parseArgs(words);
      return Optional.empty();
    } catch (CommandLine.MissingParameterException incomplete) {
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }
}
