package conclave.house.pages;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One setting as its file explains it.
 *
 * @param key the whole path
 * @param value the default, as HOCON
 * @param comment the lines above it
 * @param line where it stands in its file
 */
record Setting(String key, ConfigValue value, String comment, int line) {
  private static final Pattern COST = Pattern.compile("(?<=^|\\s)Too [a-z][a-z ]*:");
  private static final Pattern DURATION = Pattern.compile("\\d+ ?(ms|s|m|h|d)");
  private static final Pattern BYTES = Pattern.compile("\\d+ ?(B|KiB|MiB|GiB)");

  static Setting of(String key, ConfigValue value) {
    String comment =
        value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
    return new Setting(key, value, comment, value.origin().lineNumber());
  }

  /** What it does, before the cost of wrong values. */
  String meaning() {
    Matcher cost = COST.matcher(comment);
    return cost.find() ? comment.substring(0, cost.start()).strip() : comment;
  }

  /** What too little costs, and what too much; a sentence or more for each. */
  List<String> costs() {
    List<String> costs = new ArrayList<>();
    Matcher cost = COST.matcher(comment);
    int from = -1;
    while (cost.find()) {
      if (from >= 0) {
        costs.add(comment.substring(from, cost.start()).strip());
      }
      from = cost.start();
    }
    if (from >= 0) {
      costs.add(comment.substring(from).strip());
    }
    return costs;
  }

  String shown() {
    Object plain = value.unwrapped();
    boolean bare = plain instanceof String text && !text.isEmpty();
    return bare ? plain.toString() : value.render(ConfigRenderOptions.concise());
  }

  /** What kind of value it takes, as far as the default tells. */
  String kind() {
    return switch (value.valueType()) {
      case NUMBER -> "a number";
      case BOOLEAN -> "on or off";
      case LIST -> "a list";
      default ->
          DURATION.matcher(shown()).matches()
              ? "a duration"
              : BYTES.matcher(shown()).matches() ? "a size in bytes" : "text";
    };
  }

  /** Whether more and less of it cost something; the number of a port is a name. */
  boolean isQuantity() {
    boolean name = key.endsWith("port");
    return !name && (kind().equals("a number") || kind().equals("a duration") || isSize());
  }

  private boolean isSize() {
    return kind().equals("a size in bytes");
  }
}
