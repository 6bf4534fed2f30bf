package conclave.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the settings of one section and collects what is wrong with them, so that whoever starts a
 * node hears of all of it at once. Not thread-safe.
 */
public final class SettingsReader {

  /** What a value must fulfil, and how to say so: "must ...". */
  public record Rule<V>(Predicate<V> holds, String sentence) {}

  private final Config config;
  private final String section;
  private final List<String> errors = new ArrayList<>();

  /**
   * @param config the whole configuration
   * @param section the path of the section, such as {@code conclave.raft}
   */
  public SettingsReader(Config config, String section) {
    this.config = config;
    this.section = section;
  }

  /** A duration in nanoseconds, or 0 after having noted an error. */
  public long nanos(String key, Rule<Long> rule) {
    return value(path -> config.getDuration(path).toNanos(), key, rule, 0L);
  }

  /** A number of bytes from min to max, or 0 after having noted an error. */
  public long bytes(String key, long min, long max) {
    String sentence = "be " + min + " to " + max + " bytes";
    return value(
        config::getBytes, key, new Rule<>(value -> value >= min && value <= max, sentence), 0L);
  }

  /** A whole number from min to max, or 0 after having noted an error. */
  public long number(String key, long min, long max) {
    String sentence = "be " + min + " to " + max;
    return value(
        config::getLong, key, new Rule<>(value -> value >= min && value <= max, sentence), 0L);
  }

  /** A number from min to max, or 0 after having noted an error. */
  public double fraction(String key, double min, double max) {
    String sentence = "be " + min + " to " + max;
    return value(
        config::getDouble, key, new Rule<>(value -> value >= min && value <= max, sentence), 0.0);
  }

  /** Whether something is on; false after having noted an error. */
  public boolean flag(String key) {
    return value(config::getBoolean, key, new Rule<>(value -> true, "be on or off"), false);
  }

  /**
   * @throws IllegalArgumentException if anything was wrong: one line for each key, with its path,
   *     its value, where that was set, and the rule that it breaks
   */
  public void throwErrors() {
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          "%d wrong settings:\n  %s".formatted(errors.size(), String.join("\n  ", errors)));
    }
  }

  private <V> V value(Getter<V> getter, String key, Rule<V> rule, V otherwise) {
    String path = section + "." + key;
    try {
      V value = getter.get(path);
      if (rule.holds().test(value)) {
        return value;
      }
      errors.add(path + " = " + shown(path) + " must " + rule.sentence());
    } catch (ConfigException.Missing e) {
      errors.add(path + " is not set and must " + rule.sentence());
    } catch (ConfigException | ArithmeticException e) {
      String value = config.hasPath(path) ? " = " + shown(path) : "";
      errors.add(path + value + " is not understood: " + e.getMessage());
    }
    return otherwise;
  }

  private String shown(String path) {
    return config.getValue(path).unwrapped()
        + " ("
        + config.getValue(path).origin().description()
        + ")";
  }

  @FunctionalInterface
  private interface Getter<V> {
    V get(String path);
  }
}
