package conclave.house.tidy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A link to a part of a page ends at a heading of it, one to lines of a file at lines it has. */
final class AnchorRules {
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (\\S.*)$");
  private static final Pattern LINK_TEXT = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern LINES = Pattern.compile("L(\\d+)(?:-L(\\d+))?");

  private AnchorRules() {}

  static Stream<Finding> anchors(Checkout checkout) {
    Map<Path, Set<String>> known = new HashMap<>();
    return checkout
        .pages()
        .flatMap(
            page ->
                PageRules.targets(page.getValue())
                    .filter(target -> target.contains("#"))
                    .filter(target -> !holds(checkout, known, page.getKey(), target))
                    .map(target -> missing(page.getKey(), target)));
  }

  private static boolean holds(
      Checkout checkout, Map<Path, Set<String>> known, Path page, String target) {
    String anchor = target.substring(target.indexOf('#') + 1);
    Path file = target.startsWith("#") ? page : PageRules.resolve(page, target);
    String text = checkout.texts().get(file);
    if (text == null) {
      return true; // no text of ours; a file that is not there is another rule's
    }
    return file.toString().endsWith(".md")
        ? known.computeIfAbsent(file, f -> headings(text)).contains(anchor)
        : hasLines(text, anchor);
  }

  /** The anchors that a page is given by its headings, as the usual viewers make them. */
  static Set<String> headings(String text) {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    HEADING
        .matcher(PageRules.unfenced(text))
        .results()
        .map((MatchResult heading) -> slug(heading.group(1)))
        .forEach(
            slug -> {
              int before = seen.merge(slug, 1, Integer::sum) - 1;
              anchors.add(before == 0 ? slug : slug + "-" + before);
            });
    return anchors;
  }

  private static String slug(String heading) {
    return LINK_TEXT
        .matcher(heading.strip())
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static boolean hasLines(String text, String anchor) {
    var lines = LINES.matcher(anchor);
    if (!lines.matches()) {
      return false;
    }
    String last = lines.group(2) == null ? lines.group(1) : lines.group(2);
    return Integer.parseInt(last) <= text.lines().count();
  }

  private static Finding missing(Path page, String target) {
    return new Finding(
        page.toString(),
        "the link to " + target + " ends at no heading and no line",
        "take the heading's words in small letters, with dashes for spaces and no punctuation");
  }
}
