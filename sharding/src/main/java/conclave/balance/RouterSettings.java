package conclave.balance;

import com.typesafe.config.Config;
import conclave.balance.duty.DutyLimits;
import conclave.balance.route.RouteLimits;
import conclave.serialization.Lanes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds and times of a router, read from {@code conclave.router}; see {@code reference.conf}.
 *
 * @param routes of what this node sends
 * @param duties of what this node does
 * @param owners how many nodes may do the work of one key
 * @param announce how often the others are told what this node offers
 */
public record RouterSettings(RouteLimits routes, DutyLimits duties, int owners, Duration announce) {

  /** Room for what surrounds a payload in a message. */
  private static final int ENVELOPE_BYTES = 4 * 1024;

  private static final int MAX_PAYLOAD_BYTES = Lanes.ORDINARY_MESSAGE_BYTES - ENVELOPE_BYTES;

  /** All their names must fit into one message. */
  private static final int MAX_WORKERS = 512;

  public RouterSettings {
    List<String> errors = new ArrayList<>();
    check(errors, routes.maxRoutes() >= 1, "max-routes must be positive");
    check(
        errors,
        routes.maxPayloadBytes() >= 1 && routes.maxPayloadBytes() <= MAX_PAYLOAD_BYTES,
        "max-payload-bytes must be from 1 to " + MAX_PAYLOAD_BYTES);
    check(
        errors,
        routes.maxBytes() >= routes.maxPayloadBytes(),
        "max-bytes must hold one payload of max-payload-bytes");
    check(errors, routes.maxTries() >= 1, "max-tries must be positive");
    check(
        errors,
        routes.tryWithin() > 0 && routes.tryWithin() <= 1,
        "try-within must be above 0 and at most 1");
    check(errors, routes.pauseNanos() > 0, "pause must be positive");
    check(errors, routes.workWeight() >= 0, "work-weight must not be negative");
    check(
        errors,
        duties.maxWorkers() >= 1 && duties.maxWorkers() <= MAX_WORKERS,
        "max-workers must be from 1 to " + MAX_WORKERS);
    check(errors, duties.maxWork() >= 1, "max-work must be positive");
    check(
        errors,
        duties.maxBytes() >= routes.maxPayloadBytes(),
        "max-work-bytes must hold one payload of max-payload-bytes");
    check(errors, owners >= 1, "owners must be positive");
    check(errors, announce.toNanos() > 0, "announce must be positive");
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException("conclave.router: " + String.join("; ", errors));
    }
  }

  private static void check(List<String> errors, boolean rule, String sentence) {
    if (!rule) {
      errors.add(sentence);
    }
  }

  /** Reads {@code conclave.router}; an IllegalArgumentException names all that is wrong. */
  public static RouterSettings create(Config config) {
    Config router = config.getConfig("conclave.router");
    return new RouterSettings(
        new RouteLimits(
            router.getInt("max-routes"),
            router.getBytes("max-bytes"),
            Math.toIntExact(router.getBytes("max-payload-bytes")),
            router.getInt("max-tries"),
            router.getDouble("try-within"),
            router.getDuration("pause").toNanos(),
            router.getDouble("work-weight")),
        new DutyLimits(
            router.getInt("max-workers"),
            router.getInt("max-work"),
            router.getBytes("max-work-bytes")),
        router.getInt("owners"),
        router.getDuration("announce"));
  }
}
