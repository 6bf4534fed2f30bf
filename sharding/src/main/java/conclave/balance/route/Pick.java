package conclave.balance.route;

import conclave.balance.route.Scene.Member;
import conclave.raft.log.NodeId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses the node that a request goes to next. Who is unreachable comes last, and only for a safe
 * request: another one would end as unknown, where it can end as certainly not done.
 */
final class Pick {

  /** A place in the round is forgotten with all others; the round then begins anew. */
  private static final int MAX_PLACES = 1_000;

  private static final double MIDDLE = 0.5;

  private static final Owners.Preference NOBODY = new Owners.Preference(0, List.of());

  private final RandomGenerator random;
  private final double workWeight;
  private final Map<String, NodeId> places = new HashMap<>();
  private final Map<NodeId, Integer> open = new HashMap<>();

  Pick(RandomGenerator random, double workWeight) {
    this.random = random;
    this.workWeight = workWeight;
  }

  /** A request was sent there. */
  void sent(NodeId to) {
    open.merge(to, 1, Integer::sum);
  }

  /** What was sent there counts no more. */
  void over(NodeId to) {
    open.computeIfPresent(to, (node, count) -> count == 1 ? null : count - 1);
  }

  /**
   * A node to send to.
   *
   * @param epoch of the table that named it; 0 where none did
   */
  record Choice(Member to, long epoch) {}

  /**
   * The next node.
   *
   * @param passedOver who was tried already
   */
  Optional<Choice> next(Request request, Set<NodeId> passedOver, Scene scene) {
    Owners.Preference owners = request.key().isEmpty() ? NOBODY : scene.owners().of(request.key());
    return next(request, remaining(request, owners, scene, passedOver))
        .map(to -> new Choice(to, owners.epoch()));
  }

  private Optional<Member> next(Request request, List<Member> left) {
    List<Member> reachable = left.stream().filter(Member::reachable).toList();
    if (!reachable.isEmpty()) {
      return Optional.of(choose(request, reachable));
    }
    return left.isEmpty() || !request.safe()
        ? Optional.empty()
        : Optional.of(choose(request, left));
  }

  private static List<Member> remaining(
      Request request, Owners.Preference owners, Scene scene, Set<NodeId> passedOver) {
    return candidates(request.policy(), owners.nodes(), scene.members()).stream()
        .filter(member -> !passedOver.contains(member.node()))
        .filter(member -> scene.directory().offers(member.node(), request.service()))
        .toList();
  }

  private static List<Member> candidates(Policy policy, List<NodeId> owners, List<Member> members) {
    if (policy instanceof Policy.ByKey) {
      return members.stream()
          .filter(member -> owners.contains(member.node()))
          .sorted(Comparator.comparingInt(member -> owners.indexOf(member.node())))
          .toList();
    }
    if (policy instanceof Policy.ToNode to) {
      return members.stream().filter(member -> member.node().equals(to.node())).toList();
    }
    return members;
  }

  private Member choose(Request request, List<Member> from) {
    if (request.policy() instanceof Policy.LeastLoaded) {
      return lessLoadedOfTwo(from);
    }
    if (request.policy() instanceof Policy.RoundRobin) {
      return nextInRound(request.service(), from);
    }
    return from.get(0);
  }

  /**
   * Two at random, not the least loaded of all: whoever looks at the same figures at the same time
   * would run to the same node.
   */
  private Member lessLoadedOfTwo(List<Member> from) {
    int first = random.nextInt(from.size());
    if (from.size() == 1) {
      return from.get(first);
    }
    int second = random.nextInt(from.size() - 1);
    if (second >= first) {
      second++;
    }
    double unknown =
        from.stream()
            .mapToDouble(Member::load)
            .filter(l -> !Double.isNaN(l))
            .average()
            .orElse(MIDDLE);
    Member a = from.get(first);
    Member b = from.get(second);
    return score(a, unknown) <= score(b, unknown) ? a : b;
  }

  /** What this node has sent since the load was measured is not in the measurement. */
  private double score(Member member, double unknown) {
    double load = Double.isNaN(member.load()) ? unknown : member.load();
    return load + workWeight * open.getOrDefault(member.node(), 0);
  }

  private Member nextInRound(String service, List<Member> sorted) {
    NodeId last = places.get(service);
    Member next =
        sorted.stream()
            .filter(member -> last != null && member.node().compareTo(last) > 0)
            .findFirst()
            .orElse(sorted.get(0));
    if (places.size() >= MAX_PLACES) {
      places.clear();
    }
    places.put(service, next.node());
    return next;
  }
}
