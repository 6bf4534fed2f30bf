package conclave.house.pages;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Settings of Akka, a paragraph of the file at a time: the settings between two empty lines share
 * the comment that stands among them.
 */
final class ReasonsFile {
  /**
   * Why some settings are as they are.
   *
   * @param settings each as {@code key = value}
   * @param why the comment, or nothing
   */
  record Reason(List<String> settings, String why) {}

  private ReasonsFile() {}

  static List<Reason> parse(String text) {
    List<Setting> settings =
        ConfigFactory.parseString(text).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("akka."))
            .map(ReasonsFile::setting)
            .sorted(Comparator.comparingInt(Setting::line))
            .toList();
    List<Reason> reasons = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int from = 0;
    for (int at = 0; at <= lines.size(); at++) {
      if (at == lines.size() || lines.get(at).isBlank()) {
        reason(settings, lines, new int[] {from, at}, reasons);
        from = at;
      }
    }
    return reasons;
  }

  private static void reason(
      List<Setting> settings, List<String> lines, int[] part, List<Reason> reasons) {
    List<String> inside =
        settings.stream()
            .filter(setting -> setting.line() > part[0] && setting.line() <= part[1])
            .map(setting -> setting.key() + " = " + setting.shown())
            .toList();
    String why =
        lines.subList(part[0], part[1]).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("#"))
            .map(line -> line.substring(1).strip())
            .collect(Collectors.joining(" "));
    if (!inside.isEmpty()) {
      reasons.add(new Reason(inside, why));
    }
  }

  private static Setting setting(Map.Entry<String, ConfigValue> entry) {
    return Setting.of(entry.getKey(), entry.getValue());
  }
}
