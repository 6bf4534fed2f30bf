package conclave.sim;

import java.util.Arrays;

/**
 * What is to happen, the earliest first; at one time in an order that was drawn. Times and orders
 * stand in arrays of their own: a run puts hundreds of thousands of events in, and compares each a
 * dozen times.
 */
final class EventHeap {

  private long[] nanos = new long[256];
  private long[] orders = new long[256];
  private Life[] owners = new Life[256];
  private Runnable[] actions = new Runnable[256];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first event is due. */
  long nanos() {
    return nanos[0];
  }

  /** Whose the first event is. */
  Life owner() {
    return owners[0];
  }

  void add(long at, long order, Life owner, Runnable action) {
    if (size == nanos.length) {
      grow();
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (!isBefore(at, order, parent)) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, at, order, owner, action);
  }

  /** Takes the first event out. */
  Runnable remove() {
    Runnable first = actions[0];
    int last = --size;
    long at = nanos[last];
    long order = orders[last];
    int hole = 0;
    for (int child = 1; child < last; child = 2 * hole + 1) {
      int other = child + 1;
      if (other < last && isBefore(nanos[other], orders[other], child)) {
        child = other;
      }
      if (isBefore(at, order, child)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    put(hole, at, order, owners[last], actions[last]);
    owners[last] = null;
    actions[last] = null;
    return first;
  }

  private boolean isBefore(long at, long order, int other) {
    return at < nanos[other] || at == nanos[other] && order < orders[other];
  }

  private void move(int from, int to) {
    put(to, nanos[from], orders[from], owners[from], actions[from]);
  }

  private void put(int to, long at, long order, Life owner, Runnable action) {
    nanos[to] = at;
    orders[to] = order;
    owners[to] = owner;
    actions[to] = action;
  }

  private void grow() {
    nanos = Arrays.copyOf(nanos, 2 * size);
    orders = Arrays.copyOf(orders, 2 * size);
    owners = Arrays.copyOf(owners, 2 * size);
    actions = Arrays.copyOf(actions, 2 * size);
  }
}
