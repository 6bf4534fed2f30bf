package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.map.ReplicatedMap;
import conclave.map.table.Condition;
import conclave.raft.Message;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import conclave.serialization.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large snapshot on its way does not hold up heartbeats: they travel on another connection, and
 * what makes and keeps the snapshot is not who answers them.
 */
class HeartbeatsDuringTransferTest {

  private static final int VALUES = 96;
  private static final int VALUE_BYTES = 512 << 10;
  private static final Duration WITHIN = Duration.ofSeconds(20);

  /** The stated bound is two heartbeats, 100 ms; a test on a busy machine gives ten times that. */
  private static final long BOUND_MILLIS = 1_000;

  @TempDir private Path folder;

  @Test
  void heartbeatsGoOnWhileASnapshotTravels() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(4 << 20, 64 << 10))) {
      NodeKit leader = cluster.awaitLeader();
      NodeKit away = cluster.nodes().stream().filter(node -> node != leader).findFirst().get();
      cluster.terminate(away);
      for (int i = 0; i < VALUES; i++) {
        put(leader, "k" + i);
      }
      cluster.restart(away);
      Gaps gaps = new Gaps();
      away.faults().watch(gaps::answered);
      long last = leader.status().orElseThrow().commit();
      ClusterKit.await(
          "the node that was away has caught up",
          () -> away.status().filter(status -> status.commit() >= last).isPresent());
      gaps.report();
    }
  }

  private static void put(NodeKit node, String key) {
    ReplicatedMap.Reply reply =
        node.ask(
            replyTo ->
                new ReplicatedMap.Put(
                    "m",
                    key,
                    new byte[VALUE_BYTES],
                    Condition.ANY,
                    WITHIN,
                    Optional.empty(),
                    replyTo));
    assertThat(reply).isInstanceOf(ReplicatedMap.Written.class);
  }

  /** Times between a follower's answers to heartbeats, from its first part of a snapshot on. */
  private static final class Gaps {

    private final AtomicLong parts = new AtomicLong();
    private final AtomicLong lastAnswer = new AtomicLong();
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

    void answered(Wire wire) {
      if (!(wire instanceof Wire.ToReplica raft)) {
        return;
      }
      if (raft.message() instanceof Message.SnapshotReply) {
        parts.incrementAndGet();
      } else if (raft.message() instanceof Message.AppendReply) {
        long now = System.nanoTime();
        long before = lastAnswer.getAndSet(now);
        if (before != 0 && parts.get() > 0) {
          nanos.add(now - before);
        }
      }
    }

    void report() {
      LongSummaryStatistics gaps =
          nanos.stream().mapToLong(gap -> gap / 1_000_000).summaryStatistics();
      System.out.printf(
          "snapshot of %d MiB in %d parts: %d heartbeats answered, longest gap %d ms%n",
          (long) VALUES * VALUE_BYTES >> 20, parts.get(), gaps.getCount(), gaps.getMax());
      assertThat(parts.get()).as("parts of the snapshot").isGreaterThan(50);
      assertThat(gaps.getCount()).as("answers").isGreaterThan(5);
      assertThat(gaps.getMax()).as("longest gap in ms").isLessThan(BOUND_MILLIS);
    }
  }
}
