package conclave.machine.freeze;

import java.util.Map;

/**
 * A node of a balanced tree (AVL). Only the map of the same era may change it; in a later era it is
 * part of something frozen.
 */
final class Node<K, V> implements Map.Entry<K, V> {
  final K key;
  final Object era;
  V value;
  Node<K, V> left;
  Node<K, V> right;
  private byte height = 1;

  Node(K key, V value, Object era) {
    this.key = key;
    this.value = value;
    this.era = era;
  }

  /** The same in another era. */
  Node<K, V> copy(Object newEra) {
    Node<K, V> copy = new Node<>(key, value, newEra);
    copy.left = left;
    copy.right = right;
    copy.height = height;
    return copy;
  }

  void measure() {
    height = (byte) (1 + Math.max(height(left), height(right)));
  }

  /** How much higher the left side is than the right one. */
  int lean() {
    return height(left) - height(right);
  }

  private static int height(Node<?, ?> node) {
    return node == null ? 0 : node.height;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public V getValue() {
    return value;
  }

  @Override
  public V setValue(V other) {
    throw new UnsupportedOperationException("a map is changed by its own methods alone");
  }
}
