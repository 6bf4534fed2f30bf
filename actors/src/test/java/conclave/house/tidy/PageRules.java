package conclave.house.tidy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Pages are read by link and by title. */
final class PageRules {
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```[^\\n]*$");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]*`");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
  private static final Pattern REFERENCE = Pattern.compile("(?m)^ {0,3}\\[[^\\]]+\\]:\\s*(\\S+)");
  private static final Pattern ELSEWHERE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*|//.*");
  private static final Path DOCS = Path.of("docs");
  private static final String INDEX = "README.md";
  private static final Pattern TITLE = Pattern.compile("(?m)^# \\S.*$");

  private PageRules() {}

  static Stream<Finding> links(Checkout checkout) {
    return checkout.pages().flatMap(page -> brokenLinks(checkout, page));
  }

  private static Stream<Finding> brokenLinks(Checkout checkout, Map.Entry<Path, String> page) {
    return targets(page.getValue())
        .filter(target -> !target.startsWith("#"))
        .filter(target -> !checkout.holds(resolve(page.getKey(), target)))
        .map(
            target ->
                new Finding(
                    page.getKey().toString(),
                    "the link to " + target + " leads nowhere",
                    "link relative to this page, or write the page it promises"));
  }

  /** Where the links of a page lead, but for those that leave the checkout. */
  static Stream<String> targets(String text) {
    String prose = INLINE_CODE.matcher(unfenced(text)).replaceAll("");
    return Stream.of(LINK, REFERENCE)
        .flatMap(pattern -> pattern.matcher(prose).results())
        .map(match -> match.group(1))
        .filter(target -> !ELSEWHERE.matcher(target).matches());
  }

  /** A page that its folder's first page does not name is found by nobody. */
  static Stream<Finding> indexed(Checkout checkout) {
    return checkout
        .pages()
        .map(Map.Entry::getKey)
        .filter(page -> page.startsWith(DOCS) && !page.equals(DOCS.resolve(INDEX)))
        .filter(page -> !linked(checkout, indexOf(page), page))
        .map(
            page ->
                new Finding(
                    page.toString(),
                    indexOf(page) + " does not link to it",
                    "add it there, with one line on what it is for"));
  }

  private static Path indexOf(Path page) {
    Path folder = page.getParent();
    return page.endsWith(INDEX) ? folder.resolveSibling(INDEX) : folder.resolve(INDEX);
  }

  private static boolean linked(Checkout checkout, Path index, Path page) {
    return targets(checkout.texts().getOrDefault(index, ""))
        .anyMatch(target -> resolve(index, target).equals(page));
  }

  static Stream<Finding> oneTitle(Checkout checkout) {
    return checkout
        .pages()
        .filter(page -> titles(page.getValue()).size() != 1)
        .map(PageRules::titled);
  }

  private static Finding titled(Map.Entry<Path, String> page) {
    return new Finding(
        page.getKey().toString(),
        titles(page.getValue()).size() + " titles",
        "one line with a single # at the top, ## and deeper below it");
  }

  private static List<String> titles(String text) {
    return TITLE.matcher(unfenced(text)).results().map(MatchResult::group).toList();
  }

  static String unfenced(String text) {
    return FENCED.matcher(text).replaceAll("");
  }

  static Path resolve(Path page, String target) {
    String file = target.replaceFirst("[#?].*", "");
    Path folder = page.getParent() == null ? Path.of("") : page.getParent();
    return folder.resolve(file).normalize();
  }
}
