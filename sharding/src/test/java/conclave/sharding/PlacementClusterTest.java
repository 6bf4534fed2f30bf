package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.kit.ClusterKit;
import conclave.replica.kit.NodeKit;
import conclave.ring.PartitionTable;
import conclave.ring.PlacementTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placement on three nodes over real links. */
@Tag("kills")
class PlacementClusterTest {

  private static final PlacementSettings SETTINGS =
      new PlacementSettings(
          512, Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(50));

  @TempDir private Path folder;
  private ClusterKit cluster;
  private final Map<NodeId, PlacementServices> services = new HashMap<>();
  private final Map<NodeId, Members.Member> members = new ConcurrentHashMap<>();

  /** What subscribers heard: one table for an epoch, wherever. */
  private final Map<Long, PartitionTable> heard = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void start() throws IOException {
    cluster =
        ClusterKit.start(
            folder,
            ClusterKit.quick(64 << 10, 16 << 10),
            () -> Map.of(PlacementTable.NAME, new PlacementTable()));
    for (NodeKit node : cluster.nodes()) {
      members.put(node.id(), new Members.Member(node.id(), 1, true));
    }
    cluster.nodes().forEach(this::place);
  }

  @AfterEach
  void stop() {
    cluster.close();
    assertThat(wrong).isEmpty();
  }

  private void place(NodeKit node) {
    PlacementServices started =
        PlacementServices.start(
            node.system(),
            new PlacementServices.Setup(
                node.id(),
                ClusterKit.GROUP,
                node.gateway(),
                SETTINGS,
                () -> List.copyOf(members.values()),
                System::nanoTime));
    services.put(node.id(), started);
    long[] last = {0};
    started
        .placement()
        .tell(
            new Placement.Subscribe(
                node.system()
                    .systemActorOf(
                        Behaviors.receiveMessage(
                            (Placement.Event event) -> {
                              Placement.RingChanged changed = (Placement.RingChanged) event;
                              check(node.id(), last[0], changed);
                              last[0] = changed.epoch();
                              return Behaviors.same();
                            }),
                        "subscriber",
                        Props.empty())));
  }

  private void check(NodeId node, long last, Placement.RingChanged changed) {
    PartitionTable table = changed.table();
    if (changed.epoch() <= last || table.epoch() != changed.epoch()) {
      wrong.add("%s heard epoch %d after %d".formatted(node, changed.epoch(), last));
    }
    PartitionTable other = heard.putIfAbsent(changed.epoch(), table);
    if (other != null && !other.equals(table)) {
      wrong.add("%s has %s where another node has %s".formatted(node, table, other));
    }
  }

  /** Waits until all nodes that are up show one table of these members, and returns it. */
  private PartitionTable awaitTable(Members.Member... expected) {
    Map<NodeId, Integer> weights = new TreeMap<>();
    for (Members.Member member : expected) {
      weights.put(member.node(), member.weight());
    }
    PartitionTable[] found = {PartitionTable.NONE};
    ClusterKit.await(
        "a table of " + weights,
        () -> {
          List<PartitionTable> shown =
              cluster.up().stream()
                  .map(node -> services.get(node.id()).ring().table())
                  .distinct()
                  .toList();
          found[0] = shown.get(0);
          Map<NodeId, Integer> now = new TreeMap<>();
          found[0].members().forEach(member -> now.put(member.node(), member.weight()));
          return shown.size() == 1 && now.equals(weights);
        });
    return found[0];
  }

  private Members.Member[] all() {
    return members.values().toArray(Members.Member[]::new);
  }

  private Members.Member[] without(NodeId gone) {
    return members.values().stream()
        .filter(member -> !member.node().equals(gone))
        .toArray(Members.Member[]::new);
  }

  private static List<Integer> moved(PartitionTable before, PartitionTable after) {
    List<Integer> moved = new ArrayList<>();
    for (int p = 0; p < before.partitions(); p++) {
      if (!before.owner(p).equals(after.owner(p))) {
        moved.add(p);
      }
    }
    return moved;
  }

  private static List<Integer> ownedBy(PartitionTable table, NodeId node) {
    List<Integer> owned = new ArrayList<>();
    for (int p = 0; p < table.partitions(); p++) {
      if (table.owner(p).equals(node)) {
        owned.add(p);
      }
    }
    return owned;
  }

  private void reachable(NodeId node, boolean reachable) {
    members.compute(node, (id, old) -> new Members.Member(id, old.weight(), reachable));
  }

  private void dies(NodeKit node) {
    cluster.terminate(node);
    reachable(node.id(), false);
  }

  private void returns(NodeKit node) throws IOException {
    cluster.restart(node);
    place(node);
    reachable(node.id(), true);
  }

  @Test
  void exactlyThePartitionsOfANodeThatDiesMoveAndItsShareComesBackWithIt() throws IOException {
    PartitionTable first = awaitTable(all());
    assertThat(first.epoch()).isEqualTo(1);
    NodeKit victim = cluster.awaitLeader();
    dies(victim);
    PartitionTable without = awaitTable(without(victim.id()));
    assertThat(without.epoch()).isEqualTo(2);
    assertThat(moved(first, without)).isEqualTo(ownedBy(first, victim.id()));
    returns(victim);
    PartitionTable again = awaitTable(all());
    assertThat(again.epoch()).isEqualTo(3);
    assertThat(moved(without, again))
        .isEqualTo(ownedBy(again, victim.id()))
        .hasSizeBetween(170, 171);
    System.out.printf(
        "a node of three died and came back: %d of 512 partitions moved, then %d%n",
        moved(first, without).size(), moved(without, again).size());
  }

  /** By a message that no life survives; waits until the next one answers. */
  private void kill(NodeKit victim) {
    ActorRef<Placement.Command> placement = services.get(victim.id()).placement();
    placement.<Object>unsafeUpcast().tell(new Feed.Opened(victim.system(), 0, new byte[] {0}));
    AskPattern.ask(
            placement, Placement.GetTable::new, Duration.ofSeconds(60), victim.system().scheduler())
        .toCompletableFuture()
        .join();
  }

  @Test
  void placementIsKilledTwentyTimesWhileTheTableChangesAndNothingDiverges() throws IOException {
    awaitTable(all());
    Random random = new Random(20);
    int kills = 0;
    for (int round = 0; round < 10; round++) {
      for (NodeKit node : cluster.nodes()) {
        members.put(node.id(), new Members.Member(node.id(), 1 + random.nextInt(5), true));
      }
      for (int i = 0; i < 2; i++) {
        ClusterKit.pause(Duration.ofMillis(random.nextInt(80)));
        NodeKit leader = cluster.awaitLeader();
        NodeKit any = cluster.up().get(random.nextInt(cluster.up().size()));
        NodeKit victim = random.nextInt(3) > 0 ? leader : any;
        kill(victim);
        kills++;
      }
      if (round % 4 == 3) {
        NodeKit leader = cluster.awaitLeader();
        dies(leader);
        awaitTable(without(leader.id()));
        returns(leader);
      }
      awaitTable(all());
    }
    long epochs = awaitTable(all()).epoch();
    System.out.printf(
        "placement was killed %d times, and 2 nodes: %d epochs, all nodes agree%n", kills, epochs);
    assertThat(kills).isEqualTo(20);
    assertThat(epochs).isGreaterThan(10);
  }
}
