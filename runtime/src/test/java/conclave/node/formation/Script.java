package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nodes whose messages a test delivers as its history wants; disks sync at once. */
final class Script {

  private static final Terms TERMS = new Terms(1, 1, new TreeMap<>());

  private record InFlight(String address, Hello hello) {
    String to() {
      return address.substring(0, address.indexOf(':'));
    }
  }

  private final Random random = new Random(1);
  private final Rules rules;
  private final SortedMap<String, String> peers = new TreeMap<>();
  private final SortedMap<String, String> addresses = new TreeMap<>();
  private final Map<String, NodeId> disks = new TreeMap<>();
  private final Map<String, Formation> nodes = new TreeMap<>();
  private final SortedMap<String, Membership> formed = new TreeMap<>();
  private final Map<String, String> waiting = new HashMap<>();
  private final List<InFlight> links = new ArrayList<>();
  private final List<InFlight> held = new ArrayList<>();
  private final List<InFlight> sent = new ArrayList<>();
  private final Verdict verdict = new Verdict();
  private boolean holdingNews;

  Script(int size, Rules rules) {
    this.rules = rules;
    for (int i = 1; i <= size; i++) {
      peers.put("n" + i, "n" + i + ":1");
    }
    addresses.putAll(peers);
    peers.keySet().forEach(this::wipe);
  }

  /** From now on a Hello of a formed node is held back. */
  void holdNews() {
    holdingNews = true;
  }

  void deliverHeldNewsTo(String... names) {
    for (InFlight message : List.copyOf(held)) {
      if (List.of(names).contains(message.to())) {
        input(message.to(), new Input.Heard(message.hello()));
      }
    }
    held.clear();
    holdingNews = false;
  }

  /** Ticks these nodes and delivers among them until nothing moves; other messages wait or die. */
  void settle(String... names) {
    Set<String> among = Set.of(names);
    links.clear();
    among.stream().sorted().forEach(name -> input(name, new Input.Tick()));
    for (Optional<InFlight> next = take(among); next.isPresent(); next = take(among)) {
      input(next.get().to(), new Input.Heard(next.get().hello()));
    }
  }

  /**
   * Delivers once more, in order, all that was ever sent to that name by nodes without a cluster.
   */
  void repeatEmptyTo(String name) {
    for (InFlight message : List.copyOf(sent)) {
      if (message.to().equals(name) && message.hello().formed() == null) {
        input(name, new Input.Heard(message.hello()));
      }
    }
  }

  void wipe(String name) {
    NodeId disk = new NodeId(name, random.nextLong(1, Long.MAX_VALUE));
    disks.put(name, disk);
    formed.remove(name);
    Setup setup = new Setup(disk, peers.get(name), TERMS, peers, List.of(), 0, Setup.Past.NONE);
    nodes.put(name, new Formation(setup, Optional.empty(), random, rules));
  }

  /** Starts that member again, at another port. */
  void move(String name, int port) {
    addresses.put(name, name + ":" + port);
    Setup setup =
        new Setup(
            disks.get(name), addresses.get(name), TERMS, peers, List.of(), 0, Setup.Past.NONE);
    nodes.put(name, new Formation(setup, Optional.of(formed.get(name)), random, rules));
  }

  /** Where that node thinks that the other is. */
  String addressOf(String other, String name) {
    return formed.get(name).named(other).orElseThrow().address();
  }

  /** How many Hellos were ever sent. */
  int sent() {
    return sent.size();
  }

  List<String> formed() {
    return List.copyOf(formed.keySet());
  }

  String waiting(String name) {
    return waiting.get(name);
  }

  private Optional<InFlight> take(Set<String> among) {
    for (Iterator<InFlight> each = links.iterator(); each.hasNext(); ) {
      InFlight message = each.next();
      if (!addresses.containsValue(message.address())) {
        each.remove(); // nobody lives there
      } else if (among.contains(message.to()) && among.contains(message.hello().sender().name())) {
        each.remove();
        return Optional.of(message);
      }
    }
    return Optional.empty();
  }

  private void input(String name, Input input) {
    Host host = new Host(name);
    nodes.get(name).on(input).forEach(effect -> effect.accept(host));
    host.synced.ifPresent(membership -> input(name, new Input.Persisted(membership)));
    verdict.check(
        disks.entrySet().stream()
            .map(
                node -> {
                  Optional<Membership> own = Optional.ofNullable(formed.get(node.getKey()));
                  return new Verdict.View(node.getValue(), own, own);
                })
            .toList());
  }

  private final class Host implements Effect.Handler {
    private final String name;
    private Optional<Membership> synced = Optional.empty();

    Host(String name) {
      this.name = name;
    }

    @Override
    public void sendHello(String address, Hello hello) {
      InFlight message = new InFlight(address, hello);
      sent.add(message);
      (holdingNews && hello.formed() != null ? held : links).add(message);
    }

    @Override
    public void persist(Membership membership) {
      formed.put(name, membership);
      synced = Optional.of(membership);
    }

    @Override
    public void formed(Membership membership) {
      formed.put(name, membership);
    }

    @Override
    public void renewed(Membership membership) {
      formed(membership);
    }

    @Override
    public void promise(ProtocolVersion version) {
      throw new AssertionError(
          "all speak version 1 alone, and version " + version + " is promised");
    }

    @Override
    public void heard(SortedMap<NodeId, Spoken> members) {
      assertThat(members.values()).containsOnly(TERMS.spoken());
    }

    @Override
    public void askToBeAdded(String address) {
      throw new AssertionError("a peer asks to be added at " + address);
    }

    @Override
    public void giveUp(String sentence) {
      throw new AssertionError("a peer gives up: " + sentence);
    }

    @Override
    public void moved(NodeId node, String address) {
      if (addresses.equals(peers)) {
        throw new AssertionError(node + " moved to " + address);
      }
    }

    @Override
    public void waiting(boolean lost, String sentence) {
      waiting.put(name, sentence);
    }

    @Override
    public void refused(String refused, String reason) {
      waiting.put(name + " refuses " + refused, reason);
    }
  }
}
