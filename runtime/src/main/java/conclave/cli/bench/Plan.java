package conclave.cli.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * What load to make.
 *
 * @param clients requests that are outstanding at any time
 * @param valueBytes the size of each value
 * @param keys how many keys there are; each request takes a random one
 */
public record Plan(Op op, int clients, Times times, int valueBytes, int keys) {

  /** What each request does. */
  public enum Op {
    /** Writes a value unconditionally. */
    PUT,
    /** Reads a value linearizably. */
    GET;

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
