package conclave.house.pages;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings under {@code conclave} of one {@code reference.conf}, in the order of the file. */
final class SettingsFile {
  private static final String ROOT = "conclave";

  /**
   * An object that holds settings, or says something about those below it.
   *
   * @param path of the object
   * @param comment the lines above it, or nothing
   * @param settings those that stand in it directly
   */
  record Section(String path, String comment, List<Setting> settings) {}

  private final List<Section> sections = new ArrayList<>();

  private SettingsFile() {}

  static SettingsFile parse(String text) {
    SettingsFile file = new SettingsFile();
    Config config = ConfigFactory.parseString(text);
    if (config.hasPath(ROOT)) {
      file.add(ROOT, config.getObject(ROOT));
    }
    return file;
  }

  List<Section> sections() {
    return sections;
  }

  List<Setting> settings() {
    return sections.stream().flatMap(section -> section.settings().stream()).toList();
  }

  private void add(String path, ConfigObject object) {
    List<Setting> own =
        inOrder(object).stream()
            .filter(entry -> !(entry.getValue() instanceof ConfigObject))
            .map(entry -> Setting.of(below(path, entry.getKey()), entry.getValue()))
            .toList();
    String comment = comment(object);
    if (!own.isEmpty() || !comment.isEmpty()) {
      sections.add(new Section(path, comment, own));
    }
    for (Map.Entry<String, ConfigValue> entry : inOrder(object)) {
      if (entry.getValue() instanceof ConfigObject inner) {
        add(below(path, entry.getKey()), inner);
      }
    }
  }

  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject object) {
    return object.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> line(entry.getValue())))
        .toList();
  }

  /** An object that is written in several places has the line of one; that of its first setting. */
  private static int line(ConfigValue value) {
    return value instanceof ConfigObject object
        ? object.values().stream().mapToInt(SettingsFile::line).min().orElse(0)
        : value.origin().lineNumber();
  }

  private static String below(String path, String key) {
    return path + "." + ConfigUtil.joinPath(key);
  }

  private static String comment(ConfigObject object) {
    return object.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
  }
}
