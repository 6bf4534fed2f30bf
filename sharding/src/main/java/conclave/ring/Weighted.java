package conclave.ring;

import conclave.machine.wire.Utf8;
import conclave.raft.log.NodeId;
import java.util.Objects;

/**
 * A member and how much of the table it should hold.
 *
 * @param node its name has 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8
 * @param weight its share is its weight by the sum of all; 0 to {@value #MAX_WEIGHT}, where 0 holds
 *     nothing: it is being drained
 */
public record Weighted(NodeId node, int weight) {

  /** The longest name of a node, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  public static final int MAX_WEIGHT = 10_000;

  public Weighted {
    Objects.requireNonNull(node);
    Utf8.requireLength("a node's name", node.name(), 1, MAX_NAME_BYTES);
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "the weight of %s must be 0 to %d, not %d".formatted(node, MAX_WEIGHT, weight));
    }
  }
}
