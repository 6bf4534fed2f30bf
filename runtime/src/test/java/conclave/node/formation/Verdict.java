package conclave.node.formation;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The laws of forming, checked after every step of a {@link World}. */
final class Verdict {

  /** One node as an all-seeing observer sees it. */
  record View(NodeId disk, Optional<Membership> durable, Optional<Membership> formed) {}

  private final List<Membership> everAble = new ArrayList<>();
  private final Map<NodeId, String> clusterOf = new HashMap<>();

  void check(List<View> nodes) {
    nodes.forEach(this::checkNode);
    Set<NodeId> alive = nodes.stream().map(View::disk).collect(Collectors.toSet());
    for (View node : nodes) {
      node.durable()
          .filter(
              m -> everAble.stream().noneMatch(former -> sameCluster(former, m)) && able(m, nodes))
          .ifPresent(m -> becomesAble(m, alive));
    }
  }

  List<Membership> everAble() {
    return everAble;
  }

  private void checkNode(View node) {
    Optional<Membership> formed = node.formed();
    if (formed.isPresent() && node.durable().filter(m -> sameCluster(m, formed.get())).isEmpty()) {
      throw new AssertionError(node.disk() + " is formed with what it has not written: " + node);
    }
    node.durable()
        .ifPresent(
            m -> {
              if (!m.lists(node.disk())) {
                throw new AssertionError(node.disk() + " adopted what does not list it: " + m);
              }
              String former = clusterOf.putIfAbsent(node.disk(), m.clusterId());
              if (former != null && !former.equals(m.clusterId())) {
                throw new AssertionError(
                    node.disk() + " changed its cluster: " + former + ", " + m);
              }
            });
  }

  private static boolean able(Membership membership, List<View> nodes) {
    long adopters =
        nodes.stream()
            .filter(n -> n.durable().filter(m -> sameCluster(m, membership)).isPresent())
            .count();
    return adopters >= membership.founding().majority();
  }

  /** The same directories under the same id, wherever they were last heard of. */
  private static boolean sameCluster(Membership one, Membership other) {
    return one.clusterId().equals(other.clusterId()) && one.founding().equals(other.founding());
  }

  /** What a cluster committed is safe while fewer than a majority of its disks are gone. */
  private void becomesAble(Membership membership, Set<NodeId> alive) {
    for (Membership former : everAble) {
      long wiped = former.members().stream().filter(m -> !alive.contains(m.id())).count();
      if (wiped < former.founding().majority()) {
        throw new AssertionError(
            "two clusters: %s, of which %d are wiped, and %s".formatted(former, wiped, membership));
      }
    }
    everAble.add(membership);
  }
}
