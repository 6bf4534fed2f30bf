package conclave.node.formation;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.node.speech.Spoken;
import conclave.protocol.ProtocolVersion;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Nodes that form a cluster over links that lose, repeat and reorder, on machines that crash and
 * are wiped between any two steps. One seed, one history.
 */
final class World {

  private static final Terms TERMS = new Terms(1, 1, new TreeMap<>());
  private static final int MAX_IN_FLIGHT = 400;

  /**
   * What may go wrong: loss and repetition in per cent of deliveries, the rest in per mille of
   * steps.
   */
  record Faults(int loss, int repeat, int crash, int wipe) {
    static final Faults NONE = new Faults(0, 0, 0, 0);
  }

  private record InFlight(String address, Hello hello) {}

  private static final class Machine {
    NodeId disk;
    Optional<Membership> durable = Optional.empty();
    List<Membership> unsynced = new ArrayList<>();
    Formation process;
    Optional<Membership> formed = Optional.empty();
  }

  private final Random random;
  private final int eagerness;
  private final Rules rules;
  private final SortedMap<String, String> peers = new TreeMap<>();
  private final SortedMap<String, String> addresses = new TreeMap<>();
  private final SortedMap<String, Machine> machines = new TreeMap<>();
  private final List<InFlight> links = new ArrayList<>();
  private final Verdict verdict = new Verdict();
  private Faults faults;
  private int crashes;
  private int wipes;
  private int moves;

  World(long seed, int nodes, Faults faults, Rules rules) {
    this.random = new Random(seed);
    this.eagerness = 2 + random.nextInt(5);
    this.faults = faults;
    this.rules = rules;
    for (int i = 1; i <= nodes; i++) {
      peers.put("n" + i, "host" + i + ":1");
    }
    addresses.putAll(peers);
    for (String name : peers.keySet()) {
      machines.put(name, new Machine());
      newDisk(name);
      start(name);
    }
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      verdict.check(views());
    }
  }

  void heal() {
    faults = Faults.NONE;
    machines.forEach(
        (name, machine) -> {
          if (machine.process == null) {
            start(name);
          }
        });
  }

  /**
   * These machines get other addresses, all at once, and start again. What they said before is
   * lost: a connection ends with its process.
   */
  void move(Faults weather, String... names) {
    faults = weather;
    moves++;
    for (String name : names) {
      Machine machine = machines.get(name);
      crash(machine);
      links.removeIf(message -> message.hello().sender().equals(machine.disk));
      addresses.put(name, "host%s-%d:1".formatted(name.substring(1), moves));
    }
    List.of(names).forEach(this::start);
  }

  /** Whether every node knows, durably, where every other one is. */
  boolean allFound() {
    return machines.entrySet().stream().allMatch(this::knowsTheOthers);
  }

  private boolean knowsTheOthers(Map.Entry<String, Machine> node) {
    return node.getValue().durable.stream()
        .flatMap(membership -> membership.members().stream())
        .filter(member -> !member.id().name().equals(node.getKey()))
        .allMatch(member -> member.address().equals(addresses.get(member.id().name())));
  }

  boolean allFormed() {
    return machines.values().stream().allMatch(m -> m.process != null && m.formed.isPresent());
  }

  int crashes() {
    return crashes;
  }

  int wipes() {
    return wipes;
  }

  private List<Verdict.View> views() {
    return machines.values().stream()
        .map(
            m ->
                new Verdict.View(
                    m.disk, m.durable, m.process == null ? Optional.empty() : m.formed))
        .toList();
  }

  private void step() {
    int dice = random.nextInt(1_000);
    boolean founderDies = dice < faults.wipe() && random.nextBoolean();
    String name = founderDies ? "n1" : "n" + (1 + random.nextInt(machines.size()));
    Machine machine = machines.get(name);
    if (dice < faults.wipe()) {
      wipes++;
      crash(machine);
      newDisk(name);
    } else if (dice < faults.wipe() + faults.crash()) {
      crashes++;
      crash(machine);
    } else if (machine.process == null) {
      start(name);
    } else if (!machine.unsynced.isEmpty() && random.nextInt(3) == 0) {
      sync(name, machine);
    } else if (links.isEmpty() || random.nextInt(eagerness) == 0) {
      input(name, new Input.Tick());
    } else {
      deliver();
    }
  }

  private void deliver() {
    InFlight message = links.get(random.nextInt(links.size()));
    if (random.nextInt(100) >= faults.repeat()) {
      links.remove(message);
    }
    if (random.nextInt(100) < faults.loss()) {
      return;
    }
    addresses.entrySet().stream()
        .filter(peer -> peer.getValue().equals(message.address()))
        .findFirst()
        .filter(peer -> machines.get(peer.getKey()).process != null)
        .ifPresent(peer -> input(peer.getKey(), new Input.Heard(message.hello())));
  }

  private void crash(Machine machine) {
    if (!machine.unsynced.isEmpty() && random.nextBoolean()) {
      machine.durable = Optional.of(machine.unsynced.get(0));
    }
    machine.unsynced.clear();
    machine.process = null;
    machine.formed = Optional.empty();
  }

  private void newDisk(String name) {
    Machine machine = machines.get(name);
    machine.disk = new NodeId(name, random.nextLong(1, Long.MAX_VALUE));
    machine.durable = Optional.empty();
  }

  private void start(String name) {
    Machine machine = machines.get(name);
    Setup setup =
        new Setup(machine.disk, addresses.get(name), TERMS, peers, List.of(), 0, Setup.Past.NONE);
    machine.process = new Formation(setup, machine.durable, random, rules);
    input(name, new Input.Tick());
  }

  private void sync(String name, Machine machine) {
    Membership written = machine.unsynced.remove(0);
    machine.durable = Optional.of(written);
    input(name, new Input.Persisted(written));
  }

  private void input(String name, Input input) {
    Machine machine = machines.get(name);
    for (Effect effect : machine.process.on(input)) {
      effect.accept(new Host(machine));
    }
  }

  private final class Host implements Effect.Handler {
    private final Machine machine;

    Host(Machine machine) {
      this.machine = machine;
    }

    @Override
    public void sendHello(String address, Hello hello) {
      links.add(new InFlight(address, hello));
      if (links.size() > MAX_IN_FLIGHT) {
        links.remove(random.nextInt(links.size()));
      }
    }

    @Override
    public void persist(Membership membership) {
      machine.unsynced.add(membership);
    }

    @Override
    public void formed(Membership membership) {
      machine.formed = Optional.of(membership);
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
      if (moves == 0) {
        throw new AssertionError(node + " moved to " + address + ", though nothing moves here");
      }
    }

    @Override
    public void waiting(boolean lost, String sentence) {
      if (sentence.isBlank()) {
        throw new AssertionError("waits without a reason");
      }
    }

    @Override
    public void refused(String name, String reason) {
      if (!reason.contains(name)) {
        throw new AssertionError("a refusal must name " + name + ": " + reason);
      }
    }
  }

  /** The memberships that ever had a majority, first come first, for the tests' figures. */
  List<Membership> everAble() {
    return verdict.everAble().stream().sorted(Comparator.comparing(Membership::clusterId)).toList();
  }
}
