package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.map.ReplicatedMap;
import conclave.map.ReplicatedMap.Found;
import conclave.map.ReplicatedMap.Written;
import conclave.map.table.Condition;
import conclave.replica.kit.ClientKit;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import conclave.serialization.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process without a replica uses the group as a member does. */
class OutsideClientTest {

  private static final Duration WITHIN = Duration.ofSeconds(8);

  @TempDir private Path folder;

  private static ReplicatedMap.Reply put(ClientKit client, String key, byte[] value) {
    return client.ask(
        replyTo ->
            new ReplicatedMap.Put(
                "m", key, value, Condition.ANY, WITHIN, Optional.empty(), replyTo));
  }

  private static byte[] read(ClientKit client, String key) {
    ReplicatedMap.Reply reply =
        client.ask(replyTo -> new ReplicatedMap.Get("m", key, false, WITHIN, replyTo));
    assertThat(reply).isInstanceOf(Found.class);
    return ((Found) reply).value();
  }

  @Test
  void itWritesAndReadsLinearizablyWhomeverItAsksFirst() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(8 << 20, 64 << 10))) {
      NodeKit leader = cluster.awaitLeader();
      AtomicInteger served = new AtomicInteger();
      for (NodeKit node : cluster.nodes()) {
        node.faults().watch(wire -> served.addAndGet(wire instanceof Wire.Answers ? 1 : 0));
      }
      for (NodeKit first : cluster.nodes()) {
        try (ClientKit client = cluster.client(List.of(first, leader))) {
          for (int i = 0; i < 20; i++) {
            byte[] value = {(byte) i};
            assertThat(put(client, "k", value)).isInstanceOf(Written.class);
            assertThat(read(client, "k")).isEqualTo(value);
          }
        }
      }
      System.out.println("outside: 60 puts, each read back; " + served + " answers over the wire");
      assertThat(served).hasValueGreaterThanOrEqualTo(60);
    }
  }

  @Test
  void linearizableReadsThroughAFollowerSeeWhatOthersWrote() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(8 << 20, 64 << 10))) {
      NodeKit leader = cluster.awaitLeader();
      NodeKit follower = cluster.nodes().stream().filter(n -> n != leader).findFirst().get();
      try (ClientKit writer = cluster.client(List.of(leader));
          ClientKit reader = cluster.client(List.of(follower))) {
        for (int i = 0; i < 100; i++) {
          byte[] value = {(byte) i};
          assertThat(put(writer, "k", value)).isInstanceOf(Written.class);
          assertThat(read(reader, "k")).as("read %d", i).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void valuesOfAlmostOneMebibyteComeBackByTheBulkLane() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(8 << 20, 64 << 10));
        ClientKit client = cluster.client(cluster.nodes())) {
      byte[] large = new byte[(1 << 20) - 4096];
      large[large.length - 1] = 1;
      for (int i = 0; i < 3; i++) {
        assertThat(put(client, "large" + i, large)).isInstanceOf(Written.class);
        assertThat(read(client, "large" + i)).isEqualTo(large);
      }
    }
  }

  @Test
  void itFindsTheNextLeaderAfterTheLeadersSystemEnded() throws Exception {
    try (ClusterKit cluster = ClusterKit.start(folder, ClusterKit.defaults(8 << 20, 64 << 10))) {
      NodeKit leader = cluster.awaitLeader();
      List<NodeKit> leaderFirst = new ArrayList<>(List.of(leader));
      cluster.nodes().stream().filter(n -> n != leader).forEach(leaderFirst::add);
      try (ClientKit client = cluster.client(leaderFirst)) {
        byte[] before = {1};
        assertThat(put(client, "before", before)).isInstanceOf(Written.class);
        cluster.terminate(leader);
        long begin = System.nanoTime();
        assertThat(put(client, "after", new byte[] {2})).isInstanceOf(Written.class);
        long written = System.nanoTime();
        assertThat(read(client, "before")).isEqualTo(before);
        long millis = (written - begin) / 1_000_000;
        System.out.println("outside: first write " + millis + " ms after the leader was gone");
        assertThat(millis).isLessThan(6_000);
      }
    }
  }
}
