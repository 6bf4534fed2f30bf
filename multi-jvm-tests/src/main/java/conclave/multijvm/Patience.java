package conclave.multijvm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits for something that takes an unknown time, up to a limit.
 *
 * @param limit after which waiting fails
 */
public record Patience(Duration limit) {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final long POLL_MILLIS = 50;

  /** One look; empty for "not yet". An {@link IOException} is "not yet" too, and says why. */
  public interface Attempt<T> {

    /** Looks once. */
    Optional<T> look() throws IOException;
  }

  /** So many seconds. */
  public static Patience seconds(long seconds) {
    return new Patience(Duration.ofSeconds(seconds));
  }

  /**
   * Looks until there is something.
   *
   * @param what is awaited, for the message
   * @throws AssertionError naming {@code what} and the last obstacle, when the limit passes first
   */
  public <T> T until(String what, Attempt<T> attempt) {
    Instant start = CLOCK.instant();
    String obstacle = "not yet";
    while (Duration.between(start, CLOCK.instant()).compareTo(limit) < 0) {
      try {
        Optional<T> found = attempt.look();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (IOException e) {
        obstacle = e.getMessage();
      }
      pass(Duration.ofMillis(POLL_MILLIS));
    }
    throw new AssertionError(
        "%s: not within %d s; last obstacle: %s".formatted(what, limit.toSeconds(), obstacle));
  }

  /** Lets time pass, for faults that last. */
  public static void pass(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
