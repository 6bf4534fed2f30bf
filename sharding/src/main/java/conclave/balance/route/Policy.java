package conclave.balance.route;

import conclave.raft.log.NodeId;

/** To which of the nodes that offer a service a request goes first, and where it goes on to. */
public sealed interface Policy {

  /**
   * To the owner of the key; where that one cannot take it, to the next one of its owners, and to
   * nobody else.
   *
   * @param key 1 to {@value #MAX_KEY_LENGTH} characters
   */
  record ByKey(String key) implements Policy {

    /** The longest key, in characters. */
    public static final int MAX_KEY_LENGTH = 512;

    public ByKey {
      if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
        throw new IllegalArgumentException(
            "a key of %d characters must have 1 to %d".formatted(key.length(), MAX_KEY_LENGTH));
      }
    }
  }

  /** To the less loaded one of two that are drawn at random. */
  record LeastLoaded() implements Policy {}

  /** To one after another in the order of their names. */
  record RoundRobin() implements Policy {}

  /** To that node, and to nobody else. */
  record ToNode(NodeId node) implements Policy {}
}
