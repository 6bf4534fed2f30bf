package conclave.sharding;

import conclave.ring.PartitionTable;

/**
 * The partition table as this node knows it, for any thread. It may be behind the cluster's by as
 * much as this node is, and its epoch never goes back.
 */
public interface RingView {

  /**
   * One read of memory, never waits. Take it once for each thing that is done: two calls may give
   * two epochs.
   *
   * @return {@link PartitionTable#NONE} before the first table is known
   */
  PartitionTable table();
}
