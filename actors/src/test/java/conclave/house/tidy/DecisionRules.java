package conclave.house.tidy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Nothing is pinned without a reason that can be read: each {@code <x.version>} of the parent POM
 * is named in the {@code Covers:} line of a page in {@code docs/decisions}.
 */
final class DecisionRules {
  private static final Path POM = Path.of("pom.xml");
  private static final Path DECISIONS = Path.of("docs", "decisions");
  private static final Pattern COVERS = Pattern.compile("(?m)^Covers: (.*)$");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String VERSION = ".version";

  private DecisionRules() {}

  static Stream<Finding> versions(Checkout checkout) {
    Set<String> pinned = pinned(checkout.texts().getOrDefault(POM, "<project/>"));
    Map<String, Path> covered = covered(checkout);
    Stream<Finding> unexplained =
        pinned.stream().filter(name -> !covered.containsKey(name)).map(DecisionRules::unexplained);
    Stream<Finding> stale =
        covered.entrySet().stream()
            .filter(e -> !pinned.contains(e.getKey()))
            .map(DecisionRules::stale);
    return Stream.concat(unexplained, stale);
  }

  private static Finding unexplained(String name) {
    return new Finding(
        POM.toString(),
        "no decision covers " + name + VERSION,
        "add docs/decisions/NNNN-<why>.md with the line \"Covers: `" + name + "`\"");
  }

  private static Finding stale(Map.Entry<String, Path> covered) {
    return new Finding(
        covered.getValue().toString(),
        "it covers " + covered.getKey() + ", which the POM does not pin",
        "take the name off the Covers line, or mark the decision as superseded");
  }

  private static Map<String, Path> covered(Checkout checkout) {
    Map<String, Path> covered = new TreeMap<>();
    checkout
        .pages()
        .filter(page -> page.getKey().startsWith(DECISIONS))
        .forEach(
            page ->
                COVERS
                    .matcher(page.getValue())
                    .results()
                    .flatMap(line -> NAME.matcher(line.group(1)).results())
                    .map((MatchResult name) -> name.group(1))
                    .forEach(name -> covered.put(name, page.getKey())));
    return covered;
  }

  private static Set<String> pinned(String pom) {
    NodeList properties = parse(pom).getElementsByTagName("properties");
    if (properties.getLength() == 0) {
      return Set.of();
    }
    NodeList entries = properties.item(0).getChildNodes();
    return IntStream.range(0, entries.getLength())
        .mapToObj(i -> entries.item(i).getNodeName())
        .filter(name -> name.endsWith(VERSION))
        .map(name -> name.substring(0, name.length() - VERSION.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Document parse(String pom) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pom)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalArgumentException("the parent POM is no XML: " + e.getMessage(), e);
    }
  }
}
