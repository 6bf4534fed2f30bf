package conclave.multijvm.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import conclave.multijvm.ClusterProcesses;
import conclave.multijvm.NodeProcess;
import conclave.multijvm.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the others show and do when a node is killed, and when it is back. */
class ANodeIsMissedTest {

  private static final String NAME = "a-node-is-missed";
  private static final Patience LONG = Patience.seconds(120);
  private static final List<String> POLICIES =
      List.of(WorkingNode.BY_KEY, WorkingNode.BY_LOAD, WorkingNode.IN_TURN);
  private static final int WORKS = 5;

  /** A ring as one node tells it. */
  private record Ring(long epoch, List<String> table) {

    long partitionsOf(NodeProcess node) {
      return table.stream().filter(node.name()::equals).count();
    }
  }

  @Test
  void monitor_ring_and_routing_do_without_it_and_take_it_back() {
    ClusterProcesses.Setup setup =
        ClusterProcesses.Setup.in(Clusters.folder(NAME)).running(WorkingNode.class);
    try (ClusterProcesses cluster = ClusterProcesses.start(setup)) {
      cluster.awaitReady(Clusters.START);
      List<NodeProcess> nodes = cluster.nodes();
      NodeProcess victim =
          cluster.awaitLeader(ClusterProcesses.CONTROL, nodes, Clusters.START).node();
      List<NodeProcess> others = cluster.others(victim);
      nodes.forEach(node -> awaitSeen(node, victim, "up"));
      Ring before = awaitRing(nodes, ring -> ring.partitionsOf(victim) > 0);
      nodes.forEach(node -> awaitWork(node, nodes));

      victim.kill();
      others.forEach(node -> awaitSeen(node, victim, "unreachable"));
      Ring without = awaitRing(others, ring -> ring.partitionsOf(victim) == 0);
      long moved = requireMoved(before, without, partition -> partition.before(victim));
      others.forEach(node -> awaitWork(node, others));

      victim.start();
      cluster.awaitReady(victim, Clusters.START);
      nodes.forEach(node -> awaitSeen(node, victim, "up"));
      Clusters.awaitAkka(cluster);
      Ring after = awaitRing(nodes, ring -> ring.partitionsOf(victim) > 0);
      long back = requireMoved(without, after, partition -> partition.after(victim));
      nodes.forEach(node -> awaitWork(node, nodes));

      report(List.of(before, without, after), nodes, moved, back);
    }
  }

  /** The node that is asked shows that status, and an alarm if and only if it is missed. */
  private static void awaitSeen(NodeProcess asked, NodeProcess node, String status) {
    boolean missed = status.equals("unreachable");
    LONG.until(
        "%s is %s at %s".formatted(node.name(), status, asked.name()),
        () -> {
          for (JsonNode seen : asked.api().get("/api/v1/nodes").json()) {
            boolean alarm = seen.path("alarms").toString().contains("\"unreachable\"");
            if (seen.path("name").asText().equals(node.name())
                && seen.path("status").asText().equals(status)
                && seen.path("reachable").asBoolean() != missed
                && alarm == missed) {
              return Optional.of(seen);
            }
          }
          return Optional.empty();
        });
  }

  /** The ring, once all of these nodes tell the same one and it is as wanted. */
  private static Ring awaitRing(List<NodeProcess> asked, Predicate<Ring> wanted) {
    return LONG.until(
        "the same ring at " + asked.stream().map(NodeProcess::name).toList(),
        () -> {
          Ring first = ring(asked.get(0));
          for (NodeProcess node : asked) {
            if (!ring(node).equals(first)) {
              return Optional.empty();
            }
          }
          return Optional.of(first).filter(wanted);
        });
  }

  private static Ring ring(NodeProcess node) throws IOException {
    JsonNode document = node.api().get("/api/v1/ring").json();
    List<String> table = new ArrayList<>();
    document.path("table").forEach(owner -> table.add(owner.asText()));
    return new Ring(document.path("epoch").asLong(), table);
  }

  /** One partition that changed hands. */
  private record Move(String from, String to) {
    boolean before(NodeProcess node) {
      return from.equals(node.name());
    }

    boolean after(NodeProcess node) {
      return to.equals(node.name());
    }
  }

  /** Exactly the partitions that had to move did. */
  private static long requireMoved(Ring from, Ring to, Predicate<Move> allowed) {
    List<Move> moves = new ArrayList<>();
    for (int partition = 0; partition < from.table().size(); partition++) {
      Move move = new Move(from.table().get(partition), to.table().get(partition));
      if (!move.from().equals(move.to())) {
        moves.add(move);
      }
    }
    assertThat(moves).isNotEmpty().allMatch(allowed);
    assertThat(to.epoch()).isEqualTo(from.epoch() + 1);
    return moves.size();
  }

  /**
   * From now on work of every kind that this node asks for is done, by all of those and no other.
   */
  private static void awaitWork(NodeProcess asking, List<NodeProcess> workers) {
    int from = asking.log().size();
    List<String> names = workers.stream().map(NodeProcess::name).toList();
    LONG.until(
        "work of %s done by %s, by key, by load and in turn".formatted(asking.name(), names),
        () -> {
          List<String> log = asking.log();
          Map<String, Integer> done = works(log.subList(from, log.size()));
          assertThat(done.keySet()).allMatch(line -> names.stream().anyMatch(line::endsWith));
          boolean every =
              POLICIES.stream().allMatch(how -> doneBy(done, how, names) >= WORKS)
                  && names.stream()
                      .allMatch(name -> done.containsKey(line(WorkingNode.IN_TURN, name)));
          return every ? Optional.of(done) : Optional.empty();
        });
  }

  private static int doneBy(Map<String, Integer> done, String how, List<String> names) {
    return names.stream().mapToInt(name -> done.getOrDefault(line(how, name), 0)).sum();
  }

  private static String line(String how, String name) {
    return how + " at " + name;
  }

  private static Map<String, Integer> works(List<String> log) {
    Map<String, Integer> works = new LinkedHashMap<>();
    for (String line : log) {
      int done = line.indexOf(WorkingNode.DONE);
      if (done >= 0) {
        works.merge(line.substring(done + WorkingNode.DONE.length()), 1, Integer::sum);
      }
    }
    return works;
  }

  private static void report(List<Ring> rings, List<NodeProcess> nodes, long moved, long back) {
    int done = 0;
    List<String> lost = new ArrayList<>();
    for (NodeProcess node : nodes) {
      done += works(node.log()).values().stream().mapToInt(Integer::intValue).sum();
      node.log().stream().filter(line -> line.contains(WorkingNode.LOST)).forEach(lost::add);
    }
    System.out.printf(
        "a node is missed: epochs %s, %d of %d partitions moved away and %d back; %d works done,"
            + " %d lost%n",
        rings.stream().map(Ring::epoch).toList(),
        moved,
        rings.get(0).table().size(),
        back,
        done,
        lost.size());
    assertThat(lost).as("work that was lost").isEmpty();
  }
}
