package conclave.sharding;

import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.PlacementQuery;
import conclave.ring.PlacementReply;
import conclave.ring.PlacementTable;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import conclave.sim.Mailbox;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Placement on one node, as the actor {@link Placement} does it, with the same roles and by the
 * drifting clock of its node; who is there it knows from what the others' placements say. Now and
 * then it proposes though it does not lead, as one that was deposed and has not heard of it.
 */
final class SimPlacement implements SimCluster.Follower {

  private static final long LOOK = RingWorld.SETTINGS.look().toNanos();
  private static final long SILENT = 4 * LOOK;
  private static final byte[] QUESTION = PlacementQuery.WHOLE.encode();

  private final RingWorld world;
  private final SimNode node;
  private final RandomGenerator random;
  private final Map<NodeId, Long> heardNanos = new HashMap<>();
  private Mailbox mailbox;
  private SimProposals proposals;
  private Attendance attendance;
  private Optional<PartitionTable> followed;
  private PartitionTable published = PartitionTable.NONE;
  private boolean leads;

  /**
   * @param node whose process begins
   */
  SimPlacement(RingWorld world, SimNode node) {
    this.world = world;
    this.node = node;
    this.random = world.simulation().stream();
    begin();
  }

  private void begin() {
    mailbox = node.mailbox(node.life().part());
    proposals = new SimProposals(world, node, mailbox);
    attendance = new Attendance(RingWorld.SETTINGS);
    followed = Optional.empty();
    leads = false;
    mailbox.later(random.nextLong(LOOK), this::look);
  }

  /** Its actor dies; the next one begins with the whole table, and what was published stays. */
  void kill() {
    mailbox.life().end();
    begin();
    node.replica().follow(this);
  }

  PartitionTable published() {
    return published;
  }

  /** Another node is there. */
  void hear(NodeId other) {
    mailbox.tell(() -> heardNanos.put(other, node.clock()));
  }

  private void look() {
    tellOthers();
    attendance.look(node.clock(), members());
    boolean pretends = !leads && random.nextInt(8) == 0;
    if (followed.isPresent() && (leads || pretends) && proposals.mayPropose()) {
      propose(followed.get(), pretends);
    }
    mailbox.later(LOOK, this::look);
  }

  private void tellOthers() {
    NodeId self = node.id();
    for (SimNode other : world.cluster().nodes()) {
      if (other != node) {
        world
            .cluster()
            .network()
            .send(
                self.name(),
                other.id().name(),
                () -> world.placement(other).ifPresent(placement -> placement.hear(self)));
      }
    }
  }

  private List<Members.Member> members() {
    long now = node.clock();
    return world.weights().keySet().stream()
        .map(
            member -> {
              Long heard = heardNanos.get(member);
              boolean there = member.equals(node.id()) || heard != null && now - heard < SILENT;
              return new Members.Member(member, world.weights().get(member), there);
            })
        .toList();
  }

  private void propose(PartitionTable table, boolean pretends) {
    List<Weighted> due = attendance.due(table);
    Optional<Rebalance> plan =
        due.isEmpty() ? Optional.empty() : world.rig().plan(node.id(), table, due);
    if (plan.isPresent()) {
      world.tally().add(RingFigure.PRETENDERS, pretends ? 1 : 0);
      world.ledger().planned(table, plan.get());
      proposals.propose(plan.get());
    }
  }

  @Override
  public String machine() {
    return PlacementTable.NAME;
  }

  @Override
  public byte[] question() {
    return QUESTION;
  }

  @Override
  public void opened(byte[] view) {
    mailbox.tell(
        () -> {
          world.tally().add(RingFigure.VIEWS, 1);
          follow(((PlacementReply.Whole) SimProposals.reply(view)).table());
        });
  }

  @Override
  public void changed(List<byte[]> events) {
    mailbox.tell(
        () -> {
          if (followed.isPresent()) {
            PartitionTable table = followed.get();
            for (byte[] event : events) {
              table = world.rig().followed(table, decode(event));
            }
            follow(table);
          }
        });
  }

  private static Rebalance decode(byte[] event) {
    try {
      return Rebalance.decode(event);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void follow(PartitionTable table) {
    followed = Optional.of(table);
    world.ledger().shown("placement of " + node.id(), table);
    if (table.epoch() > published.epoch()) {
      published = table;
      world.simulation().trace(table.epoch(), table.hashCode(), node.id().incarnation());
    }
  }

  @Override
  public void leader(long term, Optional<NodeId> leader) {
    mailbox.tell(() -> leads = leader.equals(Optional.of(node.id())));
  }
}
