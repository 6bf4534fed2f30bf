package conclave.sharding;

import com.typesafe.config.Config;
import conclave.ring.PartitionTable;
import java.time.Duration;

/**
 * How the table is made and when it changes, read from {@code conclave.placement}; see {@code
 * reference.conf}.
 *
 * @param partitions of the first table, a power of two
 * @param leaveAfter a member that was unreachable for so long loses its partitions
 * @param returnAfter a node that was reachable for so long gets some
 * @param look how often the members are looked at
 */
public record PlacementSettings(
    int partitions, Duration leaveAfter, Duration returnAfter, Duration look) {

  public PlacementSettings {
    if (partitions > PartitionTable.MAX_PARTITIONS || Integer.bitCount(partitions) != 1) {
      throw new IllegalArgumentException(
          "conclave.placement.partitions = %d must be a power of two from 1 to %d"
              .formatted(partitions, PartitionTable.MAX_PARTITIONS));
    }
    if (leaveAfter.isNegative() || returnAfter.isNegative() || look.toNanos() < 1) {
      throw new IllegalArgumentException(
          "conclave.placement: leave-after = %s and return-after = %s must not be negative, look = %s positive"
              .formatted(leaveAfter, returnAfter, look));
    }
  }

  /** Reads {@code conclave.placement}; an IllegalArgumentException names what is wrong. */
  public static PlacementSettings create(Config config) {
    Config placement = config.getConfig("conclave.placement");
    return new PlacementSettings(
        placement.getInt("partitions"),
        placement.getDuration("leave-after"),
        placement.getDuration("return-after"),
        placement.getDuration("look"));
  }
}
