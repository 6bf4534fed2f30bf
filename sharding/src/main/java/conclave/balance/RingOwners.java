package conclave.balance;

import conclave.balance.route.Owners;
import conclave.ring.PartitionTable;
import conclave.sharding.RingView;

/**
 * Owners by the table of partitions.
 *
 * @param ring the table as this node knows it
 * @param count the owner, and how many may stand in for it, together
 */
public record RingOwners(RingView ring, int count) implements Owners {

  @Override
  public Preference of(String key) {
    PartitionTable table = ring.table();
    return new Preference(table.epoch(), table.owners(key, count));
  }
}
