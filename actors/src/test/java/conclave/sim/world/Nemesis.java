package conclave.sim.world;

import conclave.machine.Command;
import conclave.sim.Climate;
import conclave.sim.Fault;
import conclave.sim.Life;
import conclave.sim.Network;
import conclave.sim.Simulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Strikes: every second or so one fault, drawn from the seed, until it is told to heal. */
public final class Nemesis {

  private final World world;
  private final double tempo;
  private final RandomGenerator random;
  private final Life life = Life.WORLD.part();
  private final LinkFaults links;
  private final DiskFaults disks;
  private final SnapshotTrouble transfers;
  private final Climate climate;
  private final Recruiter recruiter;
  private final List<Runnable> repertoire;

  public Nemesis(World world) {
    this(world, 1);
  }

  /**
   * @param tempo by which the time between two faults is multiplied
   */
  public Nemesis(World world, double tempo) {
    this.world = world;
    this.tempo = tempo;
    this.random = world.simulation().stream();
    this.links = new LinkFaults(world, random, life);
    this.disks = new DiskFaults(world, random);
    this.transfers = new SnapshotTrouble(world, random, new Hands());
    this.climate = Climate.of(random);
    this.recruiter = new Recruiter(world, world.simulation().stream(), life);
    List<Runnable> every =
        List.of(
            this::weather,
            this::weather,
            this::halves,
            this::isolateLeader,
            this::oneWay,
            this::bridge,
            this::flapping,
            this::crash,
            this::crash,
            this::crashInIo,
            this::crashInIo,
            this::crashAll,
            this::pause,
            this::killReplica,
            this::killProposer,
            this::killProposer,
            this::killApplier,
            transfers::strike,
            transfers::strike,
            this::diskFull,
            this::flood,
            this::handOver,
            this::longAbsence,
            links::swizzle,
            this::jumpClock,
            this::failDisk,
            this::failDisk);
    this.repertoire = new ArrayList<>(every);
    if (world.hasActors()) {
      repertoire.addAll(List.of(this::killGateway, this::killJournalWriter));
    }
  }

  public void start() {
    world.network().climate(climate.usual());
    Node unlucky = any();
    int dice = random.nextInt(8);
    if (dice < 2) {
      after(inTempo(between(4000, 14000)), () -> flipBit(unlucky));
    } else if (dice == 2) {
      after(inTempo(between(4000, 14000)), () -> wipe(unlucky));
    } else if (dice < 6) {
      after(inTempo(between(4000, 14000)), () -> transfers.rot(unlucky));
    }
    after(inTempo(random.nextLong(Simulation.SECOND)), this::strike);
    recruiter.start();
  }

  private void strike() {
    repertoire.get(random.nextInt(repertoire.size())).run();
    after(inTempo((long) (climate.tempo() * between(200, 1600))), this::strike);
  }

  /** No more faults; all links work, all nodes run. */
  public void heal() {
    life.end();
    world.network().mendAll();
    for (Node node : world.nodes()) {
      node.disk().crashAt(-1, false);
      node.disk().failNothing();
      node.disk().capacity(Long.MAX_VALUE);
      if (!node.running()) {
        node.start();
      }
    }
  }

  private long between(int fromMillis, int toMillis) {
    return random.nextLong(fromMillis * Simulation.MILLI, toMillis * Simulation.MILLI);
  }

  private long inTempo(long nanos) {
    return (long) (tempo * nanos);
  }

  private void after(long nanos, Runnable action) {
    world.simulation().after(nanos, life, action);
  }

  private Node any() {
    return world.nodes().get(random.nextInt(world.nodes().size()));
  }

  /** The leader more often than not: that is where it hurts. */
  private Node victim() {
    Optional<? extends Node> leader = random.nextInt(3) > 0 ? world.leader() : Optional.empty();
    return leader.isPresent() ? leader.get() : any();
  }

  private void weather() {
    Network network = world.network();
    network.weather(Climate.upTo(Climate.WORST, random));
    after(between(500, 3000), network::clear);
  }

  private void cut(Node from, Node to, Fault fault) {
    world.network().cut(from.id().name(), to.id().name(), fault);
  }

  private void mend(Node from, Node to) {
    world.network().mend(from.id().name(), to.id().name());
  }

  private List<Node> shuffled() {
    List<Node> nodes = new ArrayList<>(world.nodes());
    Collections.shuffle(nodes, new Random(random.nextLong()));
    return nodes;
  }

  private void cutBetween(List<Node> left, List<Node> right, Fault fault) {
    for (Node a : left) {
      for (Node b : right) {
        cut(a, b, fault);
        cut(b, a, fault);
      }
    }
    after(
        between(300, 2500),
        () -> {
          for (Node a : left) {
            for (Node b : right) {
              mend(a, b);
              mend(b, a);
            }
          }
        });
  }

  private void halves() {
    List<Node> nodes = shuffled();
    int half = nodes.size() / 2;
    cutBetween(nodes.subList(0, half), nodes.subList(half, nodes.size()), Fault.PARTITION);
  }

  private void isolateLeader() {
    Node alone = victim();
    List<Node> others = new ArrayList<>(world.nodes());
    others.remove(alone);
    cutBetween(List.of(alone), others, Fault.PARTITION);
  }

  private void oneWay() {
    Node deaf = victim();
    boolean hears = random.nextBoolean();
    for (Node other : world.nodes()) {
      if (other != deaf && random.nextInt(3) > 0) {
        Node from = hears ? deaf : other;
        Node to = hears ? other : deaf;
        cut(from, to, Fault.ONE_WAY);
        after(between(300, 2500), () -> mend(from, to));
      }
    }
  }

  /** One node hears both halves, which do not hear each other. */
  private void bridge() {
    List<Node> nodes = shuffled();
    nodes.remove(0);
    int half = nodes.size() / 2;
    cutBetween(nodes.subList(0, half), nodes.subList(half, nodes.size()), Fault.BRIDGE);
  }

  private void flapping() {
    Node one = victim();
    Node other = any();
    if (one != other) {
      flap(one, other, 6 + random.nextInt(10));
    }
  }

  private void flap(Node one, Node other, int times) {
    if (times % 2 == 0) {
      cut(one, other, Fault.FLAPPING);
      cut(other, one, Fault.FLAPPING);
    } else {
      mend(one, other);
      mend(other, one);
    }
    if (times > 0) {
      after(between(20, 250), () -> flap(one, other, times - 1));
    } else {
      mend(one, other);
      mend(other, one);
    }
  }

  private final class Hands implements SnapshotTrouble.Hands {
    @Override
    public void after(long nanos, Runnable action) {
      Nemesis.this.after(nanos, action);
    }

    @Override
    public void kill(Node node, long downNanos) {
      Nemesis.this.kill(node, downNanos);
    }

    @Override
    public void restart(Node node, long afterNanos) {
      Nemesis.this.restart(node, afterNanos);
    }
  }

  private void kill(Node node, long downNanos) {
    if (node.running()) {
      node.crash();
      world.tally().struck(Fault.CRASH);
    }
    restart(node, downNanos);
  }

  private void restart(Node node, long afterNanos) {
    after(
        afterNanos,
        () -> {
          if (!node.running()) {
            node.start();
          }
        });
  }

  private void crash() {
    kill(victim(), between(20, 1500));
  }

  /** Away for so long that a snapshot is needed to catch up. */
  private void longAbsence() {
    kill(any(), between(2500, 6000));
  }

  private void crashInIo() {
    Node node = victim();
    if (node.running()) {
      if (random.nextInt(4) == 0) {
        flood(node); // large writes are torn in more ways
      }
      node.disk().crashAt(node.disk().changes() + 1 + random.nextInt(12), random.nextBoolean());
      restart(node, between(300, 1500));
    }
  }

  private void crashAll() {
    world.tally().struck(Fault.CRASH_ALL);
    world.nodes().forEach(node -> kill(node, between(20, 800)));
  }

  private void failDisk() {
    Node node = victim();
    if (random.nextInt(3) > 0) {
      disks.failSoon(node);
    } else {
      disks.failReads(node);
      kill(node, between(20, 500));
    }
  }

  private void jumpClock() {
    if (victim().jump(between(20, 5000))) {
      world.tally().struck(Fault.CLOCK_JUMP);
    }
  }

  private void pause() {
    Node node = victim();
    if (node.running()) {
      world.tally().struck(Fault.PAUSE);
      node.pause(between(100, 1500));
    }
  }

  private void killReplica() {
    Node node = victim();
    if (node.running() && node.killReplica()) {
      world.tally().struck(Fault.REPLICA_KILLED);
    }
  }

  private void killProposer() {
    Node node = victim();
    if (node.running() && node.killProposer()) {
      world.tally().struck(Fault.PROPOSER_KILLED);
    }
  }

  private void killApplier() {
    Node node = any();
    if (node.running() && node.killApplier()) {
      world.tally().struck(Fault.APPLIER_KILLED);
    }
  }

  private void killGateway() {
    Node node = any();
    if (node.running() && node.killGateway()) {
      world.tally().struck(Fault.GATEWAY_KILLED);
    }
  }

  private void killJournalWriter() {
    Node node = victim();
    if (node.running() && node.killJournalWriter()) {
      world.tally().struck(Fault.JOURNAL_WRITER_KILLED);
    }
  }

  private void diskFull() {
    Node node = victim();
    world.tally().struck(Fault.DISK_FULL);
    node.disk().capacity(node.disk().used());
    after(between(500, 3000), () -> node.disk().capacity(Long.MAX_VALUE));
  }

  /** At most one node of a run, so that a majority keeps its memory. */
  private void flipBit(Node node) {
    node.crash();
    List<String> segments =
        node.disk().list().stream().filter(file -> file.endsWith(".seg")).toList();
    boolean misdirected = random.nextBoolean() && disks.misdirect(node);
    if (!misdirected && !segments.isEmpty()) {
      world.tally().struck(Fault.BIT_FLIP);
      String file = segments.get(random.nextInt(segments.size()));
      node.disk().flip(file, random.nextInt(16 * 1024), random.nextInt(8));
    }
    restart(node, between(20, 500));
  }

  private void wipe(Node node) {
    world.tally().struck(Fault.WIPED);
    node.wipe(false);
    restart(node, between(20, 500));
  }

  /** To somebody in particular, or not; to a node that is down or leads as well. */
  private void handOver() {
    boolean toWhomever = random.nextBoolean();
    Optional<String> to = toWhomever ? Optional.empty() : Optional.of(any().id().name());
    world
        .leader()
        .filter(leader -> leader.handOver(to))
        .ifPresent(asked -> world.tally().struck(Fault.HANDOVER));
  }

  /** Commands of nobody, which change nothing, but have to be carried. */
  private void flood() {
    flood(victim());
  }

  private void flood(Node node) {
    world.tally().struck(Fault.FLOOD);
    byte[] command = new Command.Execute(Long.MAX_VALUE, 1, 1, "map", new byte[300]).encode();
    node.flood(command, 150);
  }
}
