package conclave.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads settings and collects what is wrong with them, so that one start shows every error. In the
 * place of a wrong number stands the nearest right one, so that reading can go on.
 */
final class SettingsReader {

  private final Config config;
  private final List<String> errors = new ArrayList<>();

  SettingsReader(Config config) {
    this.config = config;
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Notes that the value at {@code path} breaks the {@code rule}. */
  void wrong(String path, String rule) {
    ConfigValue value = config.getValue(path);
    errors.add(
        "%s = %s (%s): %s"
            .formatted(
                path,
                value.render(ConfigRenderOptions.concise()),
                value.origin().description(),
                rule));
  }

  String text(String path, Pattern form, String rule) {
    String value = get(path, config::getString, "", rule);
    if (!form.matcher(value).matches()) {
      wrong(path, rule);
    }
    return value;
  }

  boolean flag(String path) {
    return get(path, config::getBoolean, false, "must be on or off");
  }

  /** What somebody said there, and the reference did not, must be what Akka's remoting has. */
  void requireAgreement(Config defaults, String path, String remoting, String key) {
    boolean said = !config.getValue(path).origin().equals(defaults.getValue(path).origin());
    boolean agrees = config.getValue(path).unwrapped().toString().equals(remoting);
    if (said && !agrees && !config.getValue(path).unwrapped().equals("")) {
      wrong(
          path,
          "must be left out, or be what akka.remote.artery.canonical.%s says, which is %s"
              .formatted(key, remoting));
    }
  }

  int integer(String path, int min, int max) {
    String rule = "must be a whole number from %d to %d".formatted(min, max);
    int value = get(path, config::getInt, min, rule);
    if (value < min || value > max) {
      wrong(path, rule);
    }
    return Math.max(min, Math.min(value, max));
  }

  int bytes(String path, int min, int max) {
    return (int) longBytes(path, min, max);
  }

  long longBytes(String path, long min, long max) {
    String rule = "must be a size from %d to %d bytes".formatted(min, max);
    long value = get(path, config::getBytes, min, rule);
    if (value < min || value > max) {
      wrong(path, rule);
    }
    return Math.max(min, Math.min(value, max));
  }

  /** From 0 to 1. */
  double share(String path) {
    String rule = "must be a number from 0 to 1";
    double value = get(path, config::getDouble, 0.0, rule);
    if (!(value >= 0 && value <= 1)) {
      wrong(path, rule);
    }
    return Math.max(0, Math.min(value, 1));
  }

  /** A multiple of {@code step}; the bounds are such. */
  int bytes(String path, int min, int max, int step) {
    int value = bytes(path, min, max);
    if (value % step != 0) {
      wrong(path, "must be a multiple of %d bytes".formatted(step));
    }
    return value - value % step;
  }

  Duration duration(String path, Duration min, Duration max) {
    String rule = "must be a time from %d ms to %d ms".formatted(min.toMillis(), max.toMillis());
    Duration value = get(path, config::getDuration, min, rule);
    if (value.compareTo(min) < 0) {
      wrong(path, rule);
      return min;
    }
    if (value.compareTo(max) > 0) {
      wrong(path, rule);
      return max;
    }
    return value;
  }

  <E extends Enum<E>> E choice(String path, Class<E> type) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name().toLowerCase(java.util.Locale.ROOT));
    }
    String value = get(path, config::getString, names.get(0), "must be text");
    int found = names.indexOf(value);
    if (found < 0) {
      wrong(path, "must be one of " + String.join(", ", names));
    }
    return type.getEnumConstants()[Math.max(found, 0)];
  }

  List<String> texts(String path) {
    return get(path, config::getStringList, List.of(), "must be a list of texts");
  }

  private <T> T get(String path, Function<String, T> getter, T onError, String rule) {
    if (config.getValue(path).valueType() == ConfigValueType.OBJECT) {
      wrong(path, rule);
      return onError;
    }
    try {
      return getter.apply(path);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      wrong(path, rule);
      return onError;
    }
  }
}
