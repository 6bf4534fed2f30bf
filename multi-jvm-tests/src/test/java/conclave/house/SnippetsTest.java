package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every piece of Java on the page for testers stands in a test that runs with each build. */
class SnippetsTest {

  private static final Path PAGE = Path.of("docs/howto/test-your-actors.md");
  private static final String EXAMPLES = "multi-jvm-tests/src/test/java/conclave/testkit/example";
  private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void what_the_page_shows_is_what_runs() {
    Repository here = Repository.here();
    List<String> examples =
        here.files().stream()
            .filter(file -> file.startsWith(EXAMPLES))
            .map(file -> withoutIndent(here.read(file)))
            .toList();
    List<String> snippets = new ArrayList<>();
    Matcher matcher = SNIPPET.matcher(here.read(PAGE));
    while (matcher.find()) {
      snippets.add(withoutIndent(matcher.group(1)));
    }
    assertThat(snippets).hasSizeGreaterThanOrEqualTo(6);
    for (String snippet : snippets) {
      assertThat(examples.stream().anyMatch(example -> example.contains(snippet)))
          .as("in a file of %s:%n%s", EXAMPLES, snippet)
          .isTrue();
    }
  }
}
