package conclave.balance.hash;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who got the latest messages, and who may get the next one: nobody more than {@code balance} times
 * an equal share of them, rounded up. As long as there is anybody, somebody may.
 */
final class Share {

  private final int window;
  private final double balance;
  private final Deque<String> latest = new ArrayDeque<>();
  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * @param window how many messages are the latest ones
   * @param balance at least 1
   */
  Share(int window, double balance) {
    this.window = window;
    this.balance = balance;
  }

  /** Whether that one of so many may get the next message. */
  boolean mayTake(String who, int ofHowMany) {
    forgetOldest();
    double most = Math.ceil(balance * (latest.size() + 1) / ofHowMany);
    return counts.getOrDefault(who, 0) + 1 <= most;
  }

  void took(String who) {
    forgetOldest();
    latest.add(who);
    counts.merge(who, 1, Integer::sum);
  }

  /** Those who are gone count no more. */
  void retain(Set<String> present) {
    latest.removeIf(who -> !present.contains(who));
    counts.keySet().retainAll(present);
  }

  private void forgetOldest() {
    if (latest.size() == window) {
      counts.computeIfPresent(latest.remove(), (who, count) -> count - 1);
    }
  }
}
