package conclave.balance.route;

import conclave.balance.route.Scene.Member;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A cluster as a sender sees it; the test says what it sees. All nodes offer {@code s}. */
final class World {

  static final String SERVICE = "s";

  final List<NodeId> nodes;
  final Directory directory = new Directory();
  final Set<NodeId> unreachable = new TreeSet<>();
  final Map<NodeId, Double> loads = new TreeMap<>();
  Owners owners = Owners.NOBODY;
  long now = 1_000;

  World(int count) {
    nodes = IntStream.rangeClosed(1, count).mapToObj(i -> new NodeId("n" + i, i)).toList();
    nodes.forEach(node -> directory.heard(node, List.of(SERVICE)));
  }

  Scene scene() {
    List<Member> members = new ArrayList<>();
    for (NodeId node : nodes) {
      double load = loads.getOrDefault(node, Double.NaN);
      members.add(new Member(node, !unreachable.contains(node), load));
    }
    return new Scene(now, members, directory, owners);
  }

  NodeId node(int number) {
    return nodes.get(number - 1);
  }

  static Request request(Policy policy, boolean safe, long within) {
    return new Request(SERVICE, policy, new Freight(0, "", new byte[10]), safe, within);
  }
}
