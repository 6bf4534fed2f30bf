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
    while (hole > 0 && isBefore(at, order, (hole - 1) >>> 1)) {
      move((hole - 1) >>> 1, hole);
      hole = (hole - 1) >>> 1;
    }
    nanos[hole] = at;
    orders[hole] = order;
    owners[hole] = owner;
    actions[hole] = action;
  }

  /** Takes the first event out. */
  Runnable remove() {
    Runnable first = actions[0];
    int last = --size;
    int hole = 0;
    for (int child = 1; child < last; child = 2 * hole + 1) {
      int other = child + 1;
      if (other < last && isBefore(nanos[other], orders[other], child)) {
        child = other;
      }
      if (isBefore(nanos[last], orders[last], child)) {
        break;
      }
      move(child, hole);
      hole = child;
    }
    move(last, hole);
    owners[last] = null;
    actions[last] = null;
    return first;
  }

  private boolean isBefore(long at, long order, int other) {
    return at < nanos[other] || at == nanos[other] && order < orders[other];
  }

  private void move(int from, int to) {
    nanos[to] = nanos[from];
    orders[to] = orders[from];
    owners[to] = owners[from];
    actions[to] = actions[from];
  }

  private void grow() {
    nanos = Arrays.copyOf(nanos, 2 * size);
    orders = Arrays.copyOf(orders, 2 * size);
    owners = Arrays.copyOf(owners, 2 * size);
    actions = Arrays.copyOf(actions, 2 * size);
  }
}
