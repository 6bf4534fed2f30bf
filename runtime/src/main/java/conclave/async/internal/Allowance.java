package conclave.async.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A bound in count and bytes. Thread-safe; takes one too many for no longer than a moment. */
final class Allowance {

  private final int maxCount;
  private final long maxBytes;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Allowance(int maxCount, long maxBytes) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
  }

  /** Takes one of that size; else says why not. */
  Optional<String> take(int size) {
    int now = count.incrementAndGet();
    long held = bytes.addAndGet(size);
    if (now <= maxCount && held <= maxBytes) {
      return Optional.empty();
    }
    giveBack(size);
    return Optional.of(
        "%d calls with %d bytes are under way in this process".formatted(now - 1, held - size));
  }

  void giveBack(int size) {
    count.decrementAndGet();
    bytes.addAndGet(-size);
  }
}
