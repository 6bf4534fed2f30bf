package conclave.sim.pure;

import conclave.machine.Command;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
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

  private static final SimReplica.Caller NOBODY =
      new SimReplica.Caller() {
        @Override
        public void done(byte[] result) {}

        @Override
        public void refused(Proposal.Reason reason, Optional<NodeId> leader) {}
      };

  private final SimCluster world;
  private final RandomGenerator random;
  private final Life life = Life.WORLD.part();
  private final List<Runnable> repertoire;

  public Nemesis(SimCluster world) {
    this.world = world;
    this.random = world.simulation().stream();
    this.repertoire =
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
            this::killTransfers,
            this::killTransfers,
            this::diskFull,
            this::flood,
            this::handOver,
            this::longAbsence);
  }

  public void start() {
    SimNode unlucky = any();
    int dice = random.nextInt(8);
    if (dice < 2) {
      after(between(4000, 14000), () -> flipBit(unlucky));
    } else if (dice == 2) {
      after(between(4000, 14000), () -> wipe(unlucky));
    }
    world.simulation().after(random.nextLong(Simulation.SECOND), life, this::strike);
  }

  private void strike() {
    repertoire.get(random.nextInt(repertoire.size())).run();
    world.simulation().after(between(200, 1600), life, this::strike);
  }

  /** No more faults; all links work, all nodes run. */
  public void heal() {
    life.end();
    world.network().mendAll();
    for (SimNode node : world.nodes()) {
      node.disk().crashAt(-1, false);
      node.disk().capacity(Long.MAX_VALUE);
      if (!node.running()) {
        node.start();
      }
    }
  }

  private long between(int fromMillis, int toMillis) {
    return random.nextLong(fromMillis * Simulation.MILLI, toMillis * Simulation.MILLI);
  }

  private void after(long nanos, Runnable action) {
    world.simulation().after(nanos, life, action);
  }

  private SimNode any() {
    return world.nodes().get(random.nextInt(world.nodes().size()));
  }

  /** The leader more often than not: that is where it hurts. */
  private SimNode victim() {
    return random.nextInt(3) > 0 ? world.leader().orElseGet(this::any) : any();
  }

  private void weather() {
    Network network = world.network();
    network.weather(
        new Network.Weather(
            random.nextDouble(0.3),
            random.nextDouble(0.5),
            random.nextDouble(),
            random.nextDouble(0.05)));
    after(between(500, 3000), () -> network.weather(Network.Weather.FINE));
  }

  private void cut(SimNode from, SimNode to, Fault fault) {
    world.network().cut(from.id().name(), to.id().name(), fault);
  }

  private void mend(SimNode from, SimNode to) {
    world.network().mend(from.id().name(), to.id().name());
  }

  private List<SimNode> shuffled() {
    List<SimNode> nodes = new ArrayList<>(world.nodes());
    Collections.shuffle(nodes, new Random(random.nextLong()));
    return nodes;
  }

  private void cutBetween(List<SimNode> left, List<SimNode> right, Fault fault) {
    for (SimNode a : left) {
      for (SimNode b : right) {
        cut(a, b, fault);
        cut(b, a, fault);
      }
    }
    after(
        between(300, 2500),
        () -> {
          for (SimNode a : left) {
            for (SimNode b : right) {
              mend(a, b);
              mend(b, a);
            }
          }
        });
  }

  private void halves() {
    List<SimNode> nodes = shuffled();
    int half = nodes.size() / 2;
    cutBetween(nodes.subList(0, half), nodes.subList(half, nodes.size()), Fault.PARTITION);
  }

  private void isolateLeader() {
    SimNode alone = victim();
    List<SimNode> others = new ArrayList<>(world.nodes());
    others.remove(alone);
    cutBetween(List.of(alone), others, Fault.PARTITION);
  }

  private void oneWay() {
    SimNode deaf = victim();
    boolean hears = random.nextBoolean();
    for (SimNode other : world.nodes()) {
      if (other != deaf && random.nextInt(3) > 0) {
        SimNode from = hears ? deaf : other;
        SimNode to = hears ? other : deaf;
        cut(from, to, Fault.ONE_WAY);
        after(between(300, 2500), () -> mend(from, to));
      }
    }
  }

  /** One node hears both halves, which do not hear each other. */
  private void bridge() {
    List<SimNode> nodes = shuffled();
    nodes.remove(0);
    int half = nodes.size() / 2;
    cutBetween(nodes.subList(0, half), nodes.subList(half, nodes.size()), Fault.BRIDGE);
  }

  private void flapping() {
    SimNode one = victim();
    SimNode other = any();
    if (one != other) {
      flap(one, other, 6 + random.nextInt(10));
    }
  }

  private void flap(SimNode one, SimNode other, int times) {
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

  private void kill(SimNode node, long downNanos) {
    if (node.running()) {
      node.crash();
      world.tally().struck(Fault.CRASH);
    }
    restart(node, downNanos);
  }

  private void restart(SimNode node, long afterNanos) {
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
    SimNode node = victim();
    if (node.running()) {
      node.disk().crashAt(node.disk().changes() + 1 + random.nextInt(12), random.nextBoolean());
      restart(node, between(300, 1500));
    }
  }

  private void crashAll() {
    world.tally().struck(Fault.CRASH_ALL);
    world.nodes().forEach(node -> kill(node, between(20, 800)));
  }

  private void pause() {
    SimNode node = victim();
    if (node.running()) {
      world.tally().struck(Fault.PAUSE);
      node.pause(between(100, 1500));
    }
  }

  private void killReplica() {
    SimNode node = victim();
    if (node.running() && node.replica().isAlive()) {
      world.tally().struck(Fault.REPLICA_KILLED);
      node.killReplica();
    }
  }

  private void killProposer() {
    SimNode node = victim();
    if (node.running() && node.replica().killProposer()) {
      world.tally().struck(Fault.PROPOSER_KILLED);
    }
  }

  private void killApplier() {
    SimNode node = any();
    if (node.running() && node.replica().isAlive()) {
      world.tally().struck(Fault.APPLIER_KILLED);
      node.replica().killApplier();
    }
  }

  /** Strikes the next transfer soon after it has begun. */
  private void killTransfers() {
    world.onTransfer(
        replica -> {
          world.onTransfer(begun -> {});
          after(random.nextLong(3 * Simulation.MILLI), () -> killTransfers(replica));
        });
  }

  private void killTransfers(SimReplica replica) {
    if (replica.isAlive() && replica.killTransfers()) {
      world.tally().struck(Fault.TRANSFER_KILLED);
    }
  }

  private void diskFull() {
    SimNode node = victim();
    world.tally().struck(Fault.DISK_FULL);
    node.disk().capacity(node.disk().used());
    after(between(500, 3000), () -> node.disk().capacity(Long.MAX_VALUE));
  }

  /** At most one node of a run, so that a majority keeps its memory. */
  private void flipBit(SimNode node) {
    node.crash();
    List<String> segments =
        node.disk().list().stream().filter(file -> file.endsWith(".seg")).toList();
    if (!segments.isEmpty()) {
      world.tally().struck(Fault.BIT_FLIP);
      String file = segments.get(random.nextInt(segments.size()));
      node.disk().flip(file, random.nextInt(16 * 1024), random.nextInt(8));
    }
    restart(node, between(20, 500));
  }

  private void wipe(SimNode node) {
    world.tally().struck(Fault.WIPED);
    node.wipe(false);
    restart(node, between(20, 500));
  }

  /** To somebody in particular, or not; to a node that is down or leads as well. */
  private void handOver() {
    boolean toWhomever = random.nextBoolean();
    Optional<String> to = toWhomever ? Optional.empty() : Optional.of(any().id().name());
    world.leader().ifPresent(leader -> handOver(leader.replica(), to));
  }

  private void handOver(SimReplica leader, Optional<String> to) {
    if (leader.isAlive()) {
      world.tally().struck(Fault.HANDOVER);
      leader.tell(a -> a.handover().ask(to).ifPresent(leader::handoverEnded));
    }
  }

  /** Commands of nobody, which change nothing, but have to be carried. */
  private void flood() {
    world.tally().struck(Fault.FLOOD);
    SimNode node = victim();
    byte[] command = new Command.Execute(Long.MAX_VALUE, 1, 1, "map", new byte[300]).encode();
    for (int i = 0; i < 150; i++) {
      node.serve(command, false, NOBODY);
    }
  }
}
