package conclave.sim.world;

import conclave.raft.log.NodeId;
import conclave.sim.Fault;
import conclave.sim.Simulation;
import java.util.List;
import java.util.random.RandomGenerator;

/** What can befall snapshots: on their way, at either end, and on the disk. */
final class SnapshotTrouble {

  /** The rest of the nemesis. */
  interface Hands {
    void after(long nanos, Runnable action);

    void kill(Node node, long downNanos);

    void restart(Node node, long afterNanos);
  }

  private final World world;
  private final RandomGenerator random;
  private final Hands hands;

  SnapshotTrouble(World world, RandomGenerator random, Hands hands) {
    this.world = world;
    this.random = random;
    this.hands = hands;
  }

  /** Strikes the next transfer soon after it has begun. */
  void strike() {
    world.onTransfer(
        sender -> {
          world.onTransfer(begun -> {});
          boolean atSender = random.nextBoolean();
          hands.after(
              random.nextLong(25 * Simulation.MILLI),
              () -> {
                if (atSender) {
                  killTransfers(sender);
                } else {
                  killReceivers(sender);
                }
              });
        });
  }

  private void killTransfers(Node sender) {
    if (sender.running() && sender.killTransfers()) {
      world.tally().struck(Fault.TRANSFER_KILLED);
    }
  }

  /** In the middle of a snapshot that is sent to them. */
  private void killReceivers(Node sender) {
    List<NodeId> receivers = sender.running() ? sender.receivers() : List.of();
    for (Node node : world.nodes()) {
      if (receivers.contains(node.id()) && node.running()) {
        world.tally().struck(Fault.RECEIVER_KILLED);
        hands.kill(node, random.nextLong(20 * Simulation.MILLI, 300 * Simulation.MILLI));
      }
    }
  }

  /** Takes state, but no promise; of one node of a run, so that another can send it. */
  void rot(Node node) {
    node.crash();
    List<String> snapshots =
        node.disk().list().stream().filter(file -> file.endsWith(".snap")).toList();
    if (!snapshots.isEmpty()) {
      world.tally().struck(Fault.SNAPSHOT_FLIP);
      String file = snapshots.get(random.nextInt(snapshots.size()));
      node.disk().flip(file, random.nextInt((int) node.disk().size(file)), random.nextInt(8));
    }
    hands.restart(node, random.nextLong(20 * Simulation.MILLI, 500 * Simulation.MILLI));
  }
}
