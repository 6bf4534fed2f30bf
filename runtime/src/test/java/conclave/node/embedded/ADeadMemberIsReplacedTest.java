package conclave.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import conclave.async.Async;
import conclave.async.AsyncMap;
import conclave.map.ReplicatedMap.Found;
import conclave.map.ReplicatedMap.Reply;
import conclave.map.ReplicatedMap.Written;
import conclave.node.ClusterServices;
import conclave.node.DataDirectory;
import conclave.raft.log.NodeId;
import conclave.replica.kit.ClusterKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of three applications one loses its disk. Another one on an empty directory waits in its place,
 * and is a voter soon, though nobody asked for it.
 */
class ADeadMemberIsReplacedTest {

  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final String REPLACES = "conclave.members.replace-dead-after = 2 s";
  private static final int SIZE = 3;

  @TempDir private Path temp;

  @Test
  void whoWaitsInThePlaceOfADeadVoterBecomesOneByItself() throws IOException {
    try (Embedded applications = new Embedded(temp, SIZE)) {
      List<ActorSystem<Void>> systems = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        systems.add(applications.system(i, REPLACES));
        ClusterServices.get(systems.get(i));
      }
      systems.forEach(ADeadMemberIsReplacedTest::awaitReady);
      assertThat(put(systems.get(0), "before")).isInstanceOf(Written.class);

      Embedded.stop(systems.get(2));
      NodeId lost = identity(applications);
      delete(applications.data(2));
      long begun = System.nanoTime();
      systems.set(2, applications.system(2, REPLACES));
      awaitReady(systems.get(2));
      System.out.printf(
          "a dead member is replaced: the node in its place is ready after %d ms%n",
          Duration.ofNanos(System.nanoTime() - begun).toMillis());
      assertThat(map(systems.get(2)).get("before", WITHIN).toCompletableFuture().join())
          .isInstanceOf(Found.class);

      Embedded.stop(systems.get(0));
      ClusterKit.await("a majority with it", () -> put(systems.get(2), "after") instanceof Written);
      Embedded.stop(systems.get(2));
      NodeId now = identity(applications);
      assertThat(now.name()).isEqualTo(lost.name());
      assertThat(now.incarnation()).as("another disk").isNotEqualTo(lost.incarnation());
    }
  }

  private static void awaitReady(ActorSystem<?> system) {
    Embedded.await(ClusterServices.get(system).whenReady(WITHIN));
  }

  private static AsyncMap map(ActorSystem<?> system) {
    return Async.of(system, ClusterServices.get(system)).map("m");
  }

  private static Reply put(ActorSystem<?> system, String key) {
    return map(system).put(key, new byte[] {1}, WITHIN).toCompletableFuture().join();
  }

  private static NodeId identity(Embedded applications) throws IOException {
    try (DataDirectory directory = DataDirectory.open(applications.data(2), "n3", new Random(1))) {
      return directory.self();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
