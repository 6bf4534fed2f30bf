package conclave.house.tidy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java on a page is Java that a build compiles and runs. */
final class SnippetRules {
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^ *```java\\n(.*?)^ *```");
  private static final Pattern COMMENT = Pattern.compile("(//|/\\*|\\* |\\*/).*|\\*");
  private static final String LEFT_OUT = "// ...";
  private static final String SAMPLES = "samples/src/";

  private SnippetRules() {}

  static Stream<Finding> compiled(Checkout checkout) {
    List<String> examples =
        checkout.sources().stream()
            .filter(source -> source.isTest() || source.path().toString().contains(SAMPLES))
            .map(source -> stripped(source.text()))
            .toList();
    return checkout
        .pages()
        .flatMap(
            page ->
                snippets(page.getValue())
                    .filter(snippet -> examples.stream().noneMatch(e -> holds(e, snippet)))
                    .map(snippet -> foreign(page, snippet)));
  }

  /** The pieces of Java on a page. */
  static Stream<String> snippets(String page) {
    return SNIPPET.matcher(page).results().map((MatchResult m) -> m.group(1));
  }

  /**
   * Whether the parts of the snippet, between lines that leave out something, come in this order.
   */
  private static boolean holds(String example, String snippet) {
    int from = 0;
    for (String part : parts(snippet)) {
      int at = example.indexOf(part, from);
      if (at < 0) {
        return false;
      }
      from = at + part.length();
    }
    return true;
  }

  private static List<String> parts(String snippet) {
    return Arrays.stream(stripped(snippet).split(Pattern.quote(LEFT_OUT)))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** Without indents, empty lines and lines of comment, which a page may leave out. */
  private static String stripped(String text) {
    return text.lines()
        .map(String::strip)
        .filter(
            line -> !line.isEmpty() && (line.equals(LEFT_OUT) || !COMMENT.matcher(line).matches()))
        .collect(Collectors.joining("\n"));
  }

  private static Finding foreign(Map.Entry<Path, String> page, String snippet) {
    return new Finding(
        page.getKey().toString(),
        "no test and no sample has this Java:\n" + snippet,
        "copy it from one, and say " + LEFT_OUT + " on a line where something is left out");
  }
}
