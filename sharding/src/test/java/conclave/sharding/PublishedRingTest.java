package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.raft.log.NodeId;
import conclave.replica.kit.ClusterKit;
import conclave.ring.PartitionTable;
import conclave.ring.Planner;
import conclave.ring.Weighted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublishedRingTest {

  /** Each epoch belongs to one node alone, so that a mixture of two would show. */
  private static List<PartitionTable> tables(int count) {
    List<PartitionTable> tables = new ArrayList<>();
    PartitionTable last = PartitionTable.NONE;
    for (int i = 1; i <= count; i++) {
      List<Weighted> alone = List.of(new Weighted(new NodeId("n" + i, i), 1));
      last = last.with(Planner.plan(last, alone, 64).orElseThrow());
      tables.add(last);
    }
    return tables;
  }

  @Test
  void aReaderSeesWholeTablesWhoseEpochsNeverGoBack() {
    PublishedRing ring = new PublishedRing();
    List<PartitionTable> tables = tables(500);
    List<CompletableFuture<Integer>> readers = new ArrayList<>();
    AtomicLong newest = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      readers.add(CompletableFuture.supplyAsync(() -> read(ring, tables.size(), newest)));
    }
    for (PartitionTable table : tables) {
      ring.publish(table);
      ClusterKit.await("a reader of " + table.epoch(), () -> newest.get() >= table.epoch() - 1);
    }
    int seen = readers.stream().mapToInt(CompletableFuture::join).sum();
    System.out.println("two readers saw " + seen + " whole tables of 500");
    assertThat(seen).isGreaterThan(200);
    assertThat(ring.table()).isSameAs(tables.get(499));
  }

  /** Reads until the last epoch; how many different ones it met. */
  private static int read(RingView ring, int last, AtomicLong newest) {
    int seen = 0;
    long before = 0;
    while (before < last) {
      PartitionTable table = ring.table();
      assertThat(table.epoch()).isGreaterThanOrEqualTo(before);
      if (table.epoch() > before) {
        seen++;
        before = table.epoch();
        newest.accumulateAndGet(before, Math::max);
        String owner = "n" + before;
        for (int p = 0; p < table.partitions(); p++) {
          assertThat(table.owner(p).name()).isEqualTo(owner);
        }
      }
    }
    return seen;
  }
}
