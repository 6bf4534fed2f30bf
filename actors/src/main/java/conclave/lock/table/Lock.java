package conclave.lock.table;

import java.util.LinkedHashMap;
import java.util.Map;

/** A lock that is held: by whom, and who waits in which order. */
final class Lock {

  /**
   * @param renewal the index of the entry that granted or renewed it
   * @param claimed whether the owner was heard since it was granted
   */
  record Grant(String owner, long token, long renewal, long ttlMs, boolean claimed) {}

  /**
   * @param waiter the index of the entry by which the owner began to wait
   * @param renewal the index of the entry by which it last said so
   */
  record Wait(String owner, long waiter, long renewal, long waitMs, long ttlMs) {}

  Grant grant;

  /** By owner, first come first; who waits afresh keeps its place. */
  final Map<String, Wait> waits = new LinkedHashMap<>();

  /** Who comes next; there must be somebody. */
  Wait removeFirst() {
    Wait first = waits.values().iterator().next();
    waits.remove(first.owner());
    return first;
  }

  long place(String owner) {
    long place = 1;
    for (String waiting : waits.keySet()) {
      if (waiting.equals(owner)) {
        return place;
      }
      place++;
    }
    throw new IllegalArgumentException(owner + " does not wait");
  }

  boolean heldBy(String owner, long token) {
    return grant.owner().equals(owner) && grant.token() == token;
  }
}
