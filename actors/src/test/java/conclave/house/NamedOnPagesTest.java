package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Where the pages of explanation say that a rule stands in a method of a class, `like this` in
 * [Such], it does: the class has a link, and its file that name.
 */
class NamedOnPagesTest {

  private static final Path EXPLANATION = Path.of("docs/explanation");
  private static final Pattern LINK = Pattern.compile("(?m)^\\[(\\w+)]: (\\S+)$");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
  private static final Pattern INLINE = Pattern.compile("`[^`]*`");
  private static final Pattern CLASS = Pattern.compile("\\[([A-Z]\\w+)](?![(:])");
  private static final String NAME = "`[\\w.]+`";
  private static final Pattern NAMES_IN_A_CLASS =
      Pattern.compile(
          "(" + NAME + "(?:(?:,|\\s+and)\\s+" + NAME + ")*)\\s+in\\s+\\[([A-Z]\\w+)](?![(:])");

  private final Repository repository = Repository.here();

  /** What is wrong with one page. */
  private List<String> wrong(Path page, String text) {
    Map<String, Path> classes = new TreeMap<>();
    LINK.matcher(text).results().forEach(l -> classes.put(l.group(1), Path.of(l.group(2))));
    String prose = CODE.matcher(text).replaceAll("");
    List<String> wrong = new ArrayList<>();
    CLASS
        .matcher(INLINE.matcher(prose).replaceAll(""))
        .results()
        .map(named -> named.group(1))
        .filter(named -> !classes.containsKey(named))
        .forEach(named -> wrong.add("%s: [%s] leads nowhere".formatted(page, named)));
    NAMES_IN_A_CLASS
        .matcher(prose)
        .results()
        .filter(named -> classes.containsKey(named.group(2)))
        .forEach(named -> wrong.addAll(missing(page, named, classes.get(named.group(2)))));
    return wrong;
  }

  private List<String> missing(Path page, MatchResult named, Path link) {
    String source = repository.read(page.getParent().resolve(link).normalize());
    List<String> missing = new ArrayList<>();
    for (String name : named.group(1).replaceAll("`", "").split("(,|\\s+and)\\s+")) {
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (!Pattern.compile("\\b" + last + "\\b").matcher(source).find()) {
        missing.add("%s: there is no `%s` in [%s]".formatted(page, name, named.group(2)));
      }
    }
    return missing;
  }

  @Test
  void whatThePagesNameIsThere() {
    List<Path> pages =
        repository.files().stream()
            .filter(file -> file.startsWith(EXPLANATION) && file.toString().endsWith(".md"))
            .toList();
    int named =
        pages.stream()
            .mapToInt(
                page -> (int) NAMES_IN_A_CLASS.matcher(repository.read(page)).results().count())
            .sum();
    assertThat(named).as("names of methods seen").isGreaterThan(20);
    assertThat(pages.stream().flatMap(page -> wrong(page, repository.read(page)).stream()))
        .isEmpty();
  }

  /** Planted, and its clean twin. */
  @Test
  void aNameThatIsNotThereIsFound() {
    Path page = EXPLANATION.resolve("planted.md");
    String link = "[PagesTest]: ../../actors/src/test/java/conclave/house/PagesTest.java\n";
    assertThat(wrong(page, "`rows` and `columns`\nin [PagesTest]\n" + link)).isEmpty();
    assertThat(wrong(page, "`rows`, `noSuchThing` in [PagesTest]\n" + link))
        .containsExactly(page + ": there is no `noSuchThing` in [PagesTest]");
    assertThat(wrong(page, "`rows` in [Nowhere]\n" + link))
        .containsExactly(page + ": [Nowhere] leads nowhere");
  }
}
