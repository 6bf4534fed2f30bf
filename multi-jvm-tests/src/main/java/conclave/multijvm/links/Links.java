package conclave.multijvm.links;

import conclave.multijvm.Timeline;
import conclave.multijvm.Wiring;
import conclave.multijvm.process.LoopbackPorts;
import conclave.node.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The links between the nodes of one cluster, each direction by itself: whole at first, then as the
 * test wants them. What is not a node of the cluster passes, always. Thread-safe.
 *
 * <pre>
 *   Links links = Links.seeded(7);
 *   ... .wired(links) ...
 *   links.outOf("n1").cut();
 *   links.all().heal();
 * </pre>
 *
 * For one cluster, which closes it. Should the thread behind it fail, every later call throws an
 * {@link IllegalStateException} with the cause.
 */
public final class Links implements Wiring {

  /** Clusters side by side come from different addresses. */
  private static final AtomicInteger NETWORKS = new AtomicInteger();

  private static final int LAST_BYTE = 250;

  private final int network = 1 + NETWORKS.getAndIncrement() % LAST_BYTE;
  private final SplittableRandom seeds;

  /** Read by the loop too, which must not wait for who waits for it. */
  private final List<Node> nodes = new CopyOnWriteArrayList<>();

  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile Optional<Loop> loop = Optional.empty();
  private volatile Optional<Timeline> timeline = Optional.empty();

  /**
   * Where a node is.
   *
   * @param from the address that it comes from
   * @param bound where it listens
   */
  private record Node(String name, InetAddress from, HostPort bound) {}

  private Links(long seed) {
    this.seeds = new SplittableRandom(seed);
  }

  /**
   * For one cluster.
   *
   * @param seed of delays and of the times at which flaky links are cut
   */
  public static Links seeded(long seed) {
    return new Links(seed);
  }

  @Override
  public void notesGoTo(Timeline notes) {
    timeline = Optional.of(notes);
  }

  @Override
  public synchronized Place place(String name, int index) {
    if (index < 1 || index > LAST_BYTE || nodes().contains(name)) {
      throw new IllegalArgumentException(
          "node %s with index %d: its name must be new, its index 1 to %d"
              .formatted(name, index, LAST_BYTE));
    }
    Loop running = loop.orElseGet(Loop::start);
    loop = Optional.of(running);
    String host = "127.0.%d.%d".formatted(network, index);
    HostPort bound = new HostPort(LoopbackPorts.HOST, LoopbackPorts.take(1).get(0));
    Node added = new Node(name, address(host), bound);
    Gate gate = Gate.open(running, host, from -> link(from, added));
    for (Node other : nodes) {
      links.add(newLink(other.name(), added, seeds.split()));
      links.add(newLink(name, other, seeds.split()));
    }
    nodes.add(added);
    return new Place(gate.address(), bound);
  }

  /** The names of its nodes. */
  public List<String> nodes() {
    return nodes.stream().map(Node::name).toList();
  }

  /** What that node sends to that one. */
  public LinkSet oneWay(String from, String to) {
    requireKnown(from);
    requireKnown(to);
    return chosen((sender, receiver) -> sender.equals(from) && receiver.equals(to));
  }

  /** What the two send to each other. */
  public LinkSet between(String one, String other) {
    return across(List.of(one), List.of(other));
  }

  /** What that node sends. */
  public LinkSet outOf(String node) {
    requireKnown(node);
    return chosen((from, to) -> from.equals(node));
  }

  /** What that node is sent. */
  public LinkSet into(String node) {
    requireKnown(node);
    return chosen((from, to) -> to.equals(node));
  }

  /** What that node sends and is sent: without them, it is isolated. */
  public LinkSet around(String node) {
    requireKnown(node);
    return chosen((from, to) -> from.equals(node) || to.equals(node));
  }

  /** What nodes of the one group and of the other send to each other; without, it is parted. */
  public LinkSet across(List<String> one, List<String> other) {
    Set<String> left = new HashSet<>(one);
    Set<String> right = new HashSet<>(other);
    left.forEach(this::requireKnown);
    right.forEach(this::requireKnown);
    return chosen(
        (from, to) ->
            (left.contains(from) && right.contains(to))
                || (right.contains(from) && left.contains(to)));
  }

  /**
   * The links without which the others are two halves, in the order of the nodes, that meet only at
   * that node.
   */
  public LinkSet bridgedBy(String node) {
    List<String> others = new ArrayList<>(nodes());
    requireKnown(node);
    others.remove(node);
    int half = others.size() / 2;
    return across(others.subList(0, half), others.subList(half, others.size()));
  }

  /** All links. */
  public LinkSet all() {
    return chosen((from, to) -> true);
  }

  /** Every node is out of reach from then on; for when they are gone. */
  @Override
  public void close() {
    loop.ifPresent(Loop::close);
  }

  <T> T ask(Supplier<T> question) {
    return running().call(question);
  }

  void note(String what) {
    timeline.ifPresent(notes -> notes.note("links", what));
  }

  private Loop running() {
    return loop.orElseThrow(
        () ->
            new IllegalStateException(
                "the links have no nodes yet. Cure: .wired(links) where the cluster is declared"));
  }

  private LinkSet chosen(BiPredicate<String, String> wanted) {
    return new LinkSet(
        this, links.stream().filter(link -> wanted.test(link.from(), link.to())).toList());
  }

  private void requireKnown(String node) {
    if (!nodes().contains(node)) {
      throw new IllegalArgumentException("there is no %s, but %s".formatted(node, nodes()));
    }
  }

  /** Asked by the loop when it meets an address for the first time. */
  private Link link(InetAddress from, Node to) {
    return nodes.stream()
        .filter(node -> node.from().equals(from))
        .findFirst()
        .flatMap(node -> existing(node.name(), to.name()))
        .orElseGet(() -> newLink(from.getHostAddress(), to, new SplittableRandom(0)));
  }

  private Optional<Link> existing(String from, String to) {
    return links.stream()
        .filter(link -> link.from().equals(from) && link.to().equals(to))
        .findFirst();
  }

  private Link newLink(String from, Node to, SplittableRandom random) {
    InetSocketAddress receiver = new InetSocketAddress(to.bound().host(), to.bound().port());
    return new Link(new Link.Ends(from, to.name(), receiver), loop.orElseThrow(), random);
  }

  private static InetAddress address(String numbers) {
    try {
      return InetAddress.getByName(numbers);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
