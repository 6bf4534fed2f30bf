package conclave.node.lineage;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a cluster's id says of recoveries by force. Each one makes another cluster of what is left,
 * with an id of its own, so that nobody who was given up is ever taken for a member; and the id
 * keeps the root, so that both sides can say why.
 *
 * <pre>
 *   0f3c5a...              as its founder drew it
 *   0f3c5a...+1-9ab3c4d5   after the first recovery by force
 *   0f3c5a...+2-77aa01c2   after the second
 * </pre>
 *
 * @param root what the founder drew
 * @param recoveries how many there were
 * @param clusterId all of it
 */
public record Lineage(String root, long recoveries, String clusterId) {

  /** The lineage of the cluster of that id. */
  public static Lineage of(String clusterId) {
    int plus = clusterId.lastIndexOf('+');
    int dash = clusterId.indexOf('-', plus + 1);
    if (plus < 0 || dash < 0) {
      return new Lineage(clusterId, 0, clusterId);
    }
    try {
      long recoveries = Long.parseUnsignedLong(clusterId.substring(plus + 1, dash));
      return new Lineage(clusterId.substring(0, plus), recoveries, clusterId);
    } catch (NumberFormatException e) {
      return new Lineage(clusterId, 0, clusterId); // somebody else's way to name a cluster
    }
  }

  /**
   * The cluster that a recovery by force makes of this one.
   *
   * @param random two recoveries of one cluster must not draw alike
   */
  public Lineage recovered(RandomGenerator random) {
    long count = recoveries + 1;
    return of("%s+%d-%016x".formatted(root, count, random.nextLong()));
  }

  /** Whether this cluster was made of that one, at once or by way of others. */
  public boolean comesOf(Lineage former) {
    return root.equals(former.root) && recoveries > former.recoveries;
  }

  /**
   * Why a node of this cluster and one of {@code theirs} have nothing to do with each other, in
   * half a sentence about the other node; empty where no recovery by force is the reason.
   */
  public Optional<String> parting(Lineage theirs) {
    if (!root.equals(theirs.root) || clusterId.equals(theirs.clusterId)) {
      return Optional.empty();
    }
    if (recoveries > theirs.recoveries) {
      return Optional.of(
          "was given up when cluster %s was recovered by force and became %s: start it on an empty directory, and add it"
              .formatted(theirs.clusterId, clusterId));
    }
    return Optional.of(
        recoveries < theirs.recoveries
            ? "belongs to cluster %s, which a recovery by force made of %s without this node: start this one on an empty directory, and add it"
                .formatted(theirs.clusterId, clusterId)
            : "belongs to cluster %s, this node to cluster %s: two recoveries by force made two of one; keep one and wipe the other"
                .formatted(theirs.clusterId, clusterId));
  }
}
