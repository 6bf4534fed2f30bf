package conclave.ring;

import java.util.concurrent.atomic.AtomicLong;

/** A ring that counts what it hashes: one for each point that is placed, and for each look-up. */
public final class CountedRing {

  private CountedRing() {}

  /** Without nodes. */
  public static HashRing of(AtomicLong hashes, int pointsOfOne) {
    return HashRing.of(
        bytes -> {
          hashes.incrementAndGet();
          return KeyHash.XXH3.of(bytes);
        },
        pointsOfOne);
  }
}
