package conclave.laws.plants;

import conclave.house.Repository;
import conclave.house.pages.GeneratedPart;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page of planted bugs. What a bug is comes from the source; what was measured stands on the
 * page alone, and is read from there.
 */
final class PlantsPage {

  static final String COMMAND = "mvn -q -pl actors test -Dtest=PlantsPageTest -Drewrite=true";

  private static final Path FILE = Path.of("docs/explanation/planted-bugs.md");
  private static final int SENTENCE = 110;

  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `(\\w+)` \\| [^|]* \\| [^|]* \\| (\\d+) \\| ([^|]*) \\| ([^|]*) \\|$");

  /**
   * What was measured of one bug.
   *
   * @param median of how many seeds it takes; a dash before the first soak
   */
  record Measured(long seed, String sentence, String median) {
    static final Measured NOTHING = new Measured(1, "", "-");

    Measured found(PlantedBug.Found found) {
      String plain =
          found.sentence().replaceAll("[|`<>*_\\[\\]]", " ").replaceAll(" +", " ").strip();
      boolean isLong = plain.length() > SENTENCE;
      return new Measured(
          found.seed(), isLong ? plain.substring(0, SENTENCE) + " ..." : plain, median);
    }

    Measured median(String seeds) {
      return new Measured(seed, sentence, seeds);
    }
  }

  private PlantsPage() {}

  static GeneratedPart part() {
    return new GeneratedPart(FILE, COMMAND);
  }

  /** What the page says of that bug; seed 1 where it is not there. */
  static Measured measured(PlantedBug bug) {
    return measured().getOrDefault(bug.name(), Measured.NOTHING);
  }

  static Map<String, Measured> measured() {
    Map<String, Measured> all = new HashMap<>();
    ROW.matcher(Repository.here().read(FILE))
        .results()
        .forEach(
            row ->
                all.put(
                    row.group(1),
                    new Measured(
                        Long.parseLong(row.group(2)), row.group(3).strip(), row.group(4).strip())));
    return all;
  }

  /** The tables: what each bug is, and what was measured of it. */
  static String text(Map<String, Measured> measured) {
    List<PlantedBug> bugs = Catalogue.all();
    String what = bugs.stream().map(PlantsPage::whatRow).collect(Collectors.joining());
    String found =
        bugs.stream()
            .map(bug -> foundRow(bug, measured.getOrDefault(bug.name(), Measured.NOTHING)))
            .collect(Collectors.joining());
    return "%d bugs.%n%n## What is planted%n%n".formatted(bugs.size())
        + "| bug | what is wrong | seen in |\n| --- | --- | --- |\n"
        + what
        + "\n## What finds it\n\n"
        + "| bug | law | where it stands | seed | what the simulator says | median |\n"
        + "| --- | --- | --- | --- | --- | --- |\n"
        + found;
  }

  private static String whatRow(PlantedBug bug) {
    return "| `%s` | %s | %s |%n".formatted(bug.name(), sentence(bug), orDash(bug.published()));
  }

  private static String foundRow(PlantedBug bug, Measured measured) {
    String file =
        bug.source().substring(bug.source().lastIndexOf('/') + 1, bug.source().length() - 5);
    return "| `%s` | %s | [%s](../../%s) | %d | %s | %s |%n"
        .formatted(
            bug.name(),
            orDash(bug.law()),
            file,
            bug.source(),
            measured.seed(),
            measured.sentence(),
            measured.median());
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }

  /** The comment above the constant. */
  private static String sentence(PlantedBug bug) {
    Matcher comment =
        Pattern.compile("/\\*\\*((?:(?!/\\*\\*).)*?)\\*/\\s+" + bug.name() + "\\b", Pattern.DOTALL)
            .matcher(Repository.here().read(Path.of(bug.source())));
    return comment
        .results()
        .findFirst()
        .map(found -> found.group(1))
        .map(text -> text.replaceAll("\\n\\s*\\*", " ").replaceAll("\\s+", " ").strip())
        .orElse("");
  }
}
