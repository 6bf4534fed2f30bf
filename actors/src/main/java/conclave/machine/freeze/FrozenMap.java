package conclave.machine.freeze;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/** What a {@link FreezableMap} held when it was frozen, in its order. Any thread may read. */
public final class FrozenMap<K, V> implements Iterable<Map.Entry<K, V>> {
  private final Node<K, V> root;
  private final int size;

  FrozenMap(Node<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  public int size() {
    return size;
  }

  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    Walk<K, V> walk = new Walk<>();
    walk.downLeft(root);
    return walk;
  }

  /** Goes through a tree in order; holds as many nodes as the tree is high. */
  static final class Walk<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Deque<Node<K, V>> open = new ArrayDeque<>();

    void downLeft(Node<K, V> from) {
      for (Node<K, V> at = from; at != null; at = at.left) {
        open.push(at);
      }
    }

    /** That one comes after what is below it on the left. */
    void open(Node<K, V> node) {
      open.push(node);
    }

    @Override
    public boolean hasNext() {
      return !open.isEmpty();
    }

    @Override
    public Map.Entry<K, V> next() {
      if (open.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> next = open.pop();
      downLeft(next.right);
      return next;
    }
  }
}
