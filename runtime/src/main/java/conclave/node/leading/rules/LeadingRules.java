package conclave.node.leading.rules;

import conclave.node.leading.rules.Move.Why;
import conclave.node.leading.rules.View.Peer;
import conclave.node.leading.rules.View.Seat;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which of the groups that this node leads shall be led by another one. Each node decides for what
 * it leads, so no two have to agree; whether a voter can take over is for Raft to say, and where it
 * cannot, this node leads on. One caller at a time.
 *
 * <p>There is no going to and fro: a node that leads a group keeps it for a tenure, whoever wants
 * it; only who is well is handed one, and whoever was sick is well again only after long.
 */
public final class LeadingRules {

  /** All that is led goes in the end, but not in one storm of elections. */
  static final int MOST_AT_ONCE = 8;

  /**
   * How patient a node is.
   *
   * @param abdicates whether it hands over when it is sick
   * @param balances whether it gives of its groups to those that lead fewer
   * @param tenureNanos a group that it leads for less is not handed over; nor is one offered again
   *     to a node that did not take it over for as long
   * @param preferNanos for so long a node must be well before it is given a group by priority or
   *     for balance
   */
  public record Settings(boolean abdicates, boolean balances, long tenureNanos, long preferNanos) {}

  private record Offer(String group, NodeId to) {}

  private final NodeId self;
  private final Settings settings;
  private final Map<String, Long> leadsSince = new TreeMap<>();
  private final Map<NodeId, Long> wellSince = new HashMap<>();
  private final Map<String, Move> underWay = new TreeMap<>();
  private final Map<Offer, Long> refused = new HashMap<>();

  public LeadingRules(NodeId self, Settings settings) {
    this.self = self;
    this.settings = settings;
  }

  /**
   * What to hand over now. Each is under way until {@link #over} is said.
   *
   * @param nowNanos never before the last time
   */
  public List<Move> decide(View view, long nowNanos) {
    remember(view, nowNanos);
    List<Move> moves = new ArrayList<>();
    for (Seat seat : view.seats()) {
      if (moves.size() < MOST_AT_ONCE && isFree(seat, nowNanos)) {
        move(view, seat, nowNanos).ifPresent(moves::add);
      }
    }
    if (moves.isEmpty() && underWay.isEmpty() && settings.balances() && !view.sick()) {
      balance(view, nowNanos).ifPresent(moves::add);
    }
    moves.forEach(move -> underWay.put(move.group(), move));
    return moves;
  }

  /**
   * For which groups this node lets others campaign first: those that it would hand over. For all
   * while it is sick, and for each that a voter of a higher priority could lead, which is well.
   * What it does not know of, it campaigns for like any other.
   *
   * @return by the name of a group; does not change any more
   */
  public Predicate<String> reluctance(View view) {
    if (view.sick()) {
      return group -> settings.abdicates();
    }
    List<Peer> better =
        view.peers().stream()
            .filter(peer -> peer.well() && peer.priority() > view.priority())
            .toList();
    Set<String> groups =
        view.seats().stream()
            .filter(seat -> better.stream().map(Peer::node).anyMatch(seat.voters()::contains))
            .map(Seat::group)
            .collect(Collectors.toUnmodifiableSet());
    return groups::contains;
  }

  /**
   * What was under way in that group is over.
   *
   * @param taken whether another node leads now
   */
  public void over(String group, boolean taken, long nowNanos) {
    Move move = underWay.remove(group);
    if (taken) {
      leadsSince.remove(group); // it may be back before the next look
    } else if (move != null) {
      refused.put(new Offer(group, move.to()), nowNanos);
    }
  }

  private void remember(View view, long now) {
    leadsSince.keySet().removeIf(group -> view.seats().stream().noneMatch(s -> isMine(s, group)));
    view.seats().stream()
        .filter(seat -> isMine(seat, seat.group()))
        .forEach(seat -> leadsSince.putIfAbsent(seat.group(), now));
    wellSince.keySet().removeIf(node -> view.peers().stream().noneMatch(p -> isWell(p, node)));
    view.peers().stream()
        .filter(Peer::well)
        .forEach(peer -> wellSince.putIfAbsent(peer.node(), now));
    refused.values().removeIf(at -> now - at >= settings.tenureNanos());
  }

  private boolean isMine(Seat seat, String group) {
    return seat.group().equals(group) && seat.leader().filter(self::equals).isPresent();
  }

  private static boolean isWell(Peer peer, NodeId node) {
    return peer.well() && peer.node().equals(node);
  }

  /** Whether this node leads it, for long enough, and is not handing it over. */
  private boolean isFree(Seat seat, long now) {
    Long since = leadsSince.get(seat.group());
    return since != null
        && now - since >= settings.tenureNanos()
        && !underWay.containsKey(seat.group());
  }

  private Optional<Move> move(View view, Seat seat, long now) {
    boolean sick = view.sick() && settings.abdicates();
    return heirs(view, seat).stream()
        .filter(heir -> sick || !view.sick() && isPreferred(view, heir, now))
        .findFirst()
        .map(heir -> new Move(seat.group(), heir.node(), sick ? Why.SICK : Why.PRIORITY));
  }

  private boolean isPreferred(View view, Peer heir, long now) {
    return heir.priority() > view.priority() && isWellForLong(heir, now);
  }

  private boolean isWellForLong(Peer peer, long now) {
    return now - wellSince.getOrDefault(peer.node(), now) >= settings.preferNanos();
  }

  /** Whoever could lead it, the best first. */
  private List<Peer> heirs(View view, Seat seat) {
    return view.peers().stream()
        .filter(Peer::well)
        .filter(peer -> seat.voters().contains(peer.node()))
        .filter(peer -> !refused.containsKey(new Offer(seat.group(), peer.node())))
        .sorted(
            Comparator.comparingInt(Peer::priority)
                .reversed()
                .thenComparingLong(peer -> led(view, peer.node()))
                .thenComparing(Peer::node))
        .toList();
  }

  private static long led(View view, NodeId node) {
    return view.seats().stream()
        .map(seat -> seat.leader().orElse(null))
        .filter(leader -> Objects.equals(leader, node))
        .count();
  }

  /**
   * One group from whoever leads most to whoever leads least, where that makes them more alike; the
   * first by name of those that lead most gives, so that not all give to one.
   */
  private Optional<Move> balance(View view, long now) {
    long own = led(view, self);
    List<Peer> equals =
        view.peers().stream().filter(peer -> peer.priority() == view.priority()).toList();
    boolean another =
        equals.stream()
            .anyMatch(
                peer ->
                    led(view, peer.node()) > own
                        || led(view, peer.node()) == own && peer.node().compareTo(self) < 0);
    if (another) {
      return Optional.empty();
    }
    return view.seats().stream()
        .filter(seat -> isFree(seat, now))
        .flatMap(
            seat ->
                heirs(view, seat).stream()
                    .filter(equals::contains)
                    .filter(peer -> isWellForLong(peer, now) && led(view, peer.node()) + 2 <= own)
                    .limit(1)
                    .map(peer -> new Move(seat.group(), peer.node(), Why.BALANCE)))
        .findFirst();
  }
}
