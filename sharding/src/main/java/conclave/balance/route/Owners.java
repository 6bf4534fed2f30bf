package conclave.balance.route;

import conclave.raft.log.NodeId;
import java.util.List;

/**
 * Port to who owns which key, as this node knows it: another node may know it newer. Answers from
 * memory.
 */
@FunctionalInterface
public interface Owners {

  /** Nobody owns anything: where there is no table. */
  Owners NOBODY = key -> new Preference(0, List.of());

  /**
   * The owners of a key.
   *
   * @param epoch of the table that says so; the larger one is the newer one, 0 is no table
   * @param nodes without repetition, the owner first, then who stands in for it
   */
  record Preference(long epoch, List<NodeId> nodes) {}

  /** Who owns that key. */
  Preference of(String key);
}
