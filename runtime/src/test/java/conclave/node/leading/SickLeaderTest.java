package conclave.node.leading;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.Props;
import com.typesafe.config.ConfigFactory;
import conclave.journal.disk.SyncTimes;
import conclave.monitor.Probe;
import conclave.monitor.Sighting;
import conclave.monitor.Sighting.Presence;
import conclave.monitor.Vitals;
import conclave.monitor.fitness.Suitability;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import conclave.replica.peers.LocalActors;
import conclave.replica.supervision.Backoff;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three real nodes with a group, each with a watch, and disks that seem to hang. */
class SickLeaderTest {

  private static final SyncTimes.Look HANGS =
      new SyncTimes.Look(60_000, 1, 0, Collections.nCopies(16, 0L));

  private final Map<String, OwnSuitability> own = new HashMap<>();
  private final Set<String> sick = ConcurrentHashMap.newKeySet();
  private ClusterKit cluster;

  /** Moves are looked for every 20 ms, and a tenure is short. */
  private void watch(NodeKit node, int priority) {
    LeadingSettings settings =
        LeadingSettings.create(
            ConfigFactory.parseString(
                    """
                    conclave.leadership {
                      priority = %d, look = 20 ms, tenure = 300 ms, prefer-after = 100 ms, unfit.pauses.pause = 1 h
                      unfit.cpu.share = 1, unfit.memory.gc-share = 1
                    }
                    """
                        .formatted(priority))
                .withFallback(ConfigFactory.load()));
    LocalActors local = new LocalActors(node.system());
    String name = node.id().name();
    node.system()
        .systemActorOf(
            LeaderWatch.create(
                new LeaderWatch.Setup(
                    node.id(),
                    List.of(ClusterKit.GROUP),
                    local::replica,
                    own.get(name),
                    new LeaderWatch.Senses(
                        () -> sick.contains(name) ? HANGS : SyncTimes.Look.NOTHING,
                        () -> false,
                        this::members),
                    System::nanoTime,
                    settings,
                    new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5)))),
            LeaderWatch.NAME,
            Props.empty());
  }

  private List<Sighting> members() {
    return cluster.nodes().stream().flatMap(this::seen).toList();
  }

  private Stream<Sighting> seen(NodeKit node) {
    Suitability tells = own.get(node.id().name()).latest();
    Vitals vitals = Vitals.UNKNOWN.with(new Probe.Syncs(0, 0), 0, tells);
    return Stream.of(new Sighting(node.id(), Presence.UP, vitals, 0, Set.of()));
  }

  private Optional<String> leader() {
    return cluster.nodes().get(0).status().flatMap(s -> s.leader()).map(id -> id.name());
  }

  @Test
  void leadershipLeavesASickDiskAndReturnsByPriority(@TempDir Path folder) throws IOException {
    try (ClusterKit three = ClusterKit.start(folder, ClusterKit.defaults(1 << 20, 64 << 10))) {
      cluster = three;
      for (NodeKit node : three.nodes()) {
        own.put(node.id().name(), new OwnSuitability());
      }
      three.awaitLeader();
      watch(three.nodes().get(0), 200);
      watch(three.nodes().get(1), 100);
      watch(three.nodes().get(2), 0);
      ClusterKit.await("the highest priority to lead", () -> leader().equals(Optional.of("n1")));

      sick.add("n1");
      ClusterKit.await("the next one to lead", () -> leader().equals(Optional.of("n2")));
      assertThat(own.get("n1").latest().ailments()).containsExactly("hanging-disk");

      sick.add("n2");
      ClusterKit.await("whoever is well to lead", () -> leader().equals(Optional.of("n3")));

      sick.clear();
      ClusterKit.await("the priority to lead again", () -> leader().equals(Optional.of("n1")));
    }
  }
}
