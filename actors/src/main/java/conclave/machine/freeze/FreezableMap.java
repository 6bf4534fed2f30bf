package conclave.machine.freeze;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;

/**
 * A sorted map that can be frozen in a moment, however large it is, and goes on to change: what it
 * was then stays readable as a {@link FrozenMap}.
 *
 * <pre>
 *   era 1          freeze()            era 2: put(d)         copied is what lies on the way to d
 *     b                                  b     b'
 *    / \      ----------------->        / \   / \             frozen: b with a, c
 *   a   c     b, a, c belong to era 1  a   c-'   c'           map:    b' with a, c' with d
 * </pre>
 *
 * <p>Within an era nodes are changed in place, as in any tree; a node of an earlier one is copied
 * before the first change. So a freeze costs a copy of each node that is touched afterwards, once,
 * and nothing where nothing is touched. Values must not change once they are in the map.
 *
 * <p>One thread at a time; keys and values are never null.
 */
public final class FreezableMap<K, V> {
  private final Comparator<? super K> order;
  private Object era = new Object();
  private Node<K, V> root;
  private int size;

  /** What {@link #put} took the place of. */
  private V replaced;

  public FreezableMap(Comparator<? super K> order) {
    this.order = order;
  }

  /** In the natural order of its keys. */
  public static <K extends Comparable<? super K>, V> FreezableMap<K, V> sorted() {
    return new FreezableMap<>(Comparator.<K>naturalOrder());
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** The value of that key, or null. */
  public V get(K key) {
    Node<K, V> at = root;
    while (at != null) {
      int side = order.compare(key, at.key);
      if (side == 0) {
        return at.value;
      }
      at = side < 0 ? at.left : at.right;
    }
    return null;
  }

  /** The first entry, or null; of use until the next change. */
  public Map.Entry<K, V> first() {
    return root == null ? null : leftmost(root);
  }

  /** All entries behind {@code key}, itself not; of use until the next change. */
  public Iterator<Map.Entry<K, V>> after(K key) {
    return from(key, 1);
  }

  /** All entries from {@code key} on; of use until the next change. */
  public Iterator<Map.Entry<K, V>> from(K key) {
    return from(key, 0);
  }

  private Iterator<Map.Entry<K, V>> from(K key, int least) {
    FrozenMap.Walk<K, V> walk = new FrozenMap.Walk<>();
    Node<K, V> at = root;
    while (at != null) {
      if (order.compare(at.key, key) >= least) {
        walk.open(at);
        at = at.left;
      } else {
        at = at.right;
      }
    }
    return walk;
  }

  /** What it holds now, for ever. */
  public FrozenMap<K, V> freeze() {
    era = new Object();
    return view();
  }

  /** What it holds now; of use until the next change. */
  public FrozenMap<K, V> view() {
    return new FrozenMap<>(root, size);
  }

  public void clear() {
    root = null;
    size = 0;
  }

  /** Gives the key a value; returns the former one, or null. */
  public V put(K key, V value) {
    replaced = null;
    root = put(root, key, value);
    V former = replaced;
    replaced = null;
    return former;
  }

  private Node<K, V> put(Node<K, V> at, K key, V value) {
    if (at == null) {
      size++;
      return new Node<>(key, value, era);
    }
    Node<K, V> mine = mine(at);
    int side = order.compare(key, mine.key);
    if (side == 0) {
      replaced = mine.value;
      mine.value = value;
      return mine;
    }
    if (side < 0) {
      mine.left = put(mine.left, key, value);
    } else {
      mine.right = put(mine.right, key, value);
    }
    return balanced(mine);
  }

  /** Removes the key; returns its value, or null where it had none. */
  public V remove(K key) {
    V former = get(key);
    if (former != null) {
      root = without(root, key);
      size--;
    }
    return former;
  }

  private Node<K, V> without(Node<K, V> at, K key) {
    int side = order.compare(key, at.key);
    if (side == 0) {
      return joined(at.left, at.right);
    }
    Node<K, V> mine = mine(at);
    if (side < 0) {
      mine.left = without(mine.left, key);
    } else {
      mine.right = without(mine.right, key);
    }
    return balanced(mine);
  }

  /** Everything on the left comes before everything on the right. */
  private Node<K, V> joined(Node<K, V> left, Node<K, V> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Node<K, V> next = leftmost(right); // found before the right side changes
    Node<K, V> rest = withoutLeftmost(right);
    Node<K, V> top = mine(next);
    top.left = left;
    top.right = rest;
    return balanced(top);
  }

  private Node<K, V> withoutLeftmost(Node<K, V> at) {
    if (at.left == null) {
      return at.right;
    }
    Node<K, V> mine = mine(at);
    mine.left = withoutLeftmost(mine.left);
    return balanced(mine);
  }

  private static <K, V> Node<K, V> leftmost(Node<K, V> at) {
    Node<K, V> first = at;
    while (first.left != null) {
      first = first.left;
    }
    return first;
  }

  /** The node, or its copy where it belongs to something frozen. */
  private Node<K, V> mine(Node<K, V> at) {
    return at.era == era ? at : at.copy(era);
  }

  private Node<K, V> balanced(Node<K, V> mine) {
    if (mine.lean() > 1) {
      mine.left = mine(mine.left);
      if (mine.left.lean() < 0) {
        mine.left = turnedLeft(mine.left);
      }
      return turnedRight(mine);
    }
    if (mine.lean() < -1) {
      mine.right = mine(mine.right);
      if (mine.right.lean() > 0) {
        mine.right = turnedRight(mine.right);
      }
      return turnedLeft(mine);
    }
    mine.measure();
    return mine;
  }

  private Node<K, V> turnedRight(Node<K, V> mine) {
    Node<K, V> top = mine(mine.left);
    mine.left = top.right;
    top.right = mine;
    mine.measure();
    top.measure();
    return top;
  }

  private Node<K, V> turnedLeft(Node<K, V> mine) {
    Node<K, V> top = mine(mine.right);
    mine.right = top.left;
    top.left = mine;
    mine.measure();
    top.measure();
    return top;
  }
}
