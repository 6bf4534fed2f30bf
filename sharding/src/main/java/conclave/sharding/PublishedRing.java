package conclave.sharding;

import conclave.ring.PartitionTable;
import java.util.concurrent.atomic.AtomicReference;

/** The view that Placement fills; outlives it, so that a death of the actor takes no table away. */
final class PublishedRing implements RingView {

  private final AtomicReference<PartitionTable> table = new AtomicReference<>(PartitionTable.NONE);

  @Override
  public PartitionTable table() {
    return table.getAcquire();
  }

  /** Called by one actor at a time. */
  void publish(PartitionTable next) {
    table.setRelease(next);
  }
}
