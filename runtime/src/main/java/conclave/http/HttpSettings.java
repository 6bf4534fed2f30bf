package conclave.http;

import java.time.Duration;

/**
 * How the API listens and what it accepts; the keys are explained in {@code reference.conf}.
 *
 * @param host where it listens
 * @param port where it listens; 0 for any that is free
 * @param deadlines of requests
 * @param limits of requests
 */
public record HttpSettings(String host, int port, Deadlines deadlines, Limits limits) {

  /**
   * Times.
   *
   * @param standard within which a request is answered, unless it asks for another
   * @param shortest that it may ask for
   * @param longest that it may ask for
   * @param receive for a client to send a request
   */
  public record Deadlines(
      Duration standard, Duration shortest, Duration longest, Duration receive) {}

  /**
   * Sizes and counts.
   *
   * @param valueBytes the largest value of a map
   * @param keyBytes the longest name or key, in UTF-8
   * @param headBytes the largest request line with its headers
   * @param connections at one time
   */
  public record Limits(int valueBytes, int keyBytes, int headBytes, int connections) {}
}
