package conclave.node.serving;

import conclave.http.ring.RingOutcome;
import conclave.http.ring.RingService;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.sharding.RingView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The ring as HTTP asks for it, from this node's copy of the partition table. */
public final class TableRing implements RingService {

  private final RingView ring;
  private final Supplier<Optional<String>> waitsFor;

  /**
   * @param waitsFor what this node waits for, while it is in no cluster
   */
  public TableRing(RingView ring, Supplier<Optional<String>> waitsFor) {
    this.ring = ring;
    this.waitsFor = waitsFor;
  }

  @Override
  public RingOutcome table() {
    PartitionTable table = ring.table();
    return table.epoch() == 0 ? missing() : whole(table);
  }

  private static RingOutcome whole(PartitionTable table) {
    List<RingOutcome.Share> shares =
        table.members().stream()
            .map(
                member ->
                    new RingOutcome.Share(
                        member.node().name(), member.weight(), member.partitions()))
            .toList();
    List<String> owners =
        IntStream.range(0, table.partitions()).mapToObj(p -> table.owner(p).name()).toList();
    return new RingOutcome.Table(table.epoch(), shares, owners);
  }

  @Override
  public RingOutcome owners(String key, int n) {
    PartitionTable table = ring.table();
    if (table.epoch() == 0) {
      return missing();
    }
    int partition = table.partitionOf(key);
    List<String> owners = table.owners(partition, n).stream().map(NodeId::name).toList();
    return new RingOutcome.Owners(key, partition, table.epoch(), owners);
  }

  private RingOutcome missing() {
    return new RingOutcome.Missing(
        waitsFor.get().orElse("this node has not heard of a partition table yet"));
  }
}
