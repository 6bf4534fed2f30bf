package conclave.cli.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * What load to make.
 *
 * @param clients requests that are outstanding at any time
 * @param valueBytes the size of each value
 * @param keys how many keys or locks there are; each time a random one is taken
 */
public record Plan(Op op, int clients, Times times, int valueBytes, int keys) {

  /** What each request does. */
  public enum Op {
    /** Writes a value unconditionally. */
    PUT("p0"),
    /** Reads a value linearizably. */
    GET("p0"),
    /** Takes a lock and gives it back. */
    LOCK("control");

    private final String group;

    Op(String group) {
      this.group = group;
    }

    /** The group that it loads. */
    String group() {
      return group;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How long.
   *
   * @param warmup load before anything is measured
   * @param measured load that is measured
   */
  public record Times(Duration warmup, Duration measured) {}
}
