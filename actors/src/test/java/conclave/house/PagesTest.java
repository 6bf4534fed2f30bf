package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages that repeat what stands in the sources say the same. */
class PagesTest {

  private static final List<Path> SUPERVISION =
      List.of(
          Path.of("actors/src/main/java/conclave/replica/supervision/ReplicaSupervisor.java"),
          Path.of("actors/src/main/java/conclave/coordination/CoordinationServices.java"));
  private static final Pattern JAVADOC_ROW =
      Pattern.compile("(?s)<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td></tr>");
  private static final Pattern PAGE_ROW =
      Pattern.compile("(?m)^\\| ([A-Z]\\w+) \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\|$");

  private final Repository repository = Repository.here();

  @Test
  void theTablesOfSupervisionAreThoseOfTheJavadoc() {
    List<List<String>> page =
        rows(PAGE_ROW, repository.read(Path.of("docs/explanation/supervision.md")));
    List<List<String>> javadoc =
        SUPERVISION.stream()
            .flatMap(file -> rows(JAVADOC_ROW, repository.read(file)).stream())
            .toList();
    assertThat(page).hasSizeGreaterThan(10);
    assertThat(page).isEqualTo(javadoc);
  }

  private static List<List<String>> rows(Pattern row, String text) {
    return row.matcher(text).results().map(PagesTest::columns).toList();
  }

  private static List<String> columns(MatchResult row) {
    return Stream.of(1, 2, 3)
        .map(column -> row.group(column).replaceAll("\\n \\*", " ").replaceAll("\\s+", " ").trim())
        .toList();
  }
}
