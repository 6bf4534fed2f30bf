package conclave.async;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds of what code outside actors may have under way in one ActorSystem, read from {@code
 * conclave.async}; see {@code reference.conf}.
 */
public record AsyncSettings(int maxCalls, long maxBytes) {

  public AsyncSettings {
    List<String> errors = new ArrayList<>();
    if (maxCalls < 1) {
      errors.add("max-calls must be positive");
    }
    if (maxBytes < 1) {
      errors.add("max-bytes must be positive");
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException("conclave.async: " + String.join("; ", errors));
    }
  }

  /** Reads {@code conclave.async}; an IllegalArgumentException names all that is wrong. */
  public static AsyncSettings create(Config config) {
    Config async = config.getConfig("conclave.async");
    return new AsyncSettings(async.getInt("max-calls"), async.getBytes("max-bytes"));
  }
}
