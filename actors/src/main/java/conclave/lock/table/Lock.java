package conclave.lock.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A lock that is held: by whom, and who waits in which order. Belongs to the era between two
 * freezes of its table in which it was made; in a later one, {@link #of} makes another.
 */
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

  private final Object era;
  Grant grant;

  /** By owner, first come first; who waits afresh keeps its place. */
  final Map<String, Wait> waits = new LinkedHashMap<>();

  Lock(Object era) {
    this.era = era;
  }

  /** This one, or its like that may be changed in that era; those who wait are few (4,096). */
  Lock of(Object now) {
    if (era == now) {
      return this;
    }
    Lock like = new Lock(now);
    like.grant = grant;
    like.waits.putAll(waits);
    return like;
  }

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
