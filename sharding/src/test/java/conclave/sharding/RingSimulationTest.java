package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.ring.PartitionTable;
import conclave.ring.Planner;
import conclave.ring.Rebalance;
import conclave.ring.Weighted;
import conclave.sim.pure.Campaign;
import conclave.sim.pure.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Placement under every fault: one table for an epoch, on every node, as somebody planned it. */
class RingSimulationTest {

  private static final long FIRST = Long.getLong("conclave.seed", 1);
  private static final int SEEDS = Integer.getInteger("conclave.seeds", 200);

  /** With fewer seeds, something may fail to happen by chance. */
  private static final int ENOUGH = 100;

  private static final Campaign.Scenario RING =
      new Campaign.Scenario(
          "sharding", "RingSimulationTest", seed -> RingRun.of(seed, RingWorld.Rig.CORRECT));

  @Test
  void allNodesHaveTheSameTablesAsPlanned() {
    Campaign.Result result = Campaign.run(FIRST, SEEDS, RING);
    System.out.println(result.text());
    assertThat(result.failures()).as("failing seeds").isEmpty();
    if (SEEDS >= ENOUGH) {
      List<RingFigure> zero =
          Arrays.stream(RingFigure.values()).filter(f -> result.total().of(f) == 0).toList();
      assertThat(zero).as("what never happened").isEmpty();
      assertThat(result.median(tally -> tally.of(RingFigure.EPOCHS)))
          .as("median of epochs in a seed")
          .isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<Long> first = hashes();
    assertThat(hashes()).isEqualTo(first).doesNotHaveDuplicates();
  }

  private static List<Long> hashes() {
    return Campaign.run(FIRST, 20, RING).reports().stream().map(Run.Report::traceHash).toList();
  }

  /** Bugs where a careless machine, planner or follower would have them. */
  enum Plant implements RingWorld.Rig {
    /** A plan from an older epoch is taken for one from the present. */
    STALE_EPOCH_ACCEPTED {
      @Override
      public byte[] command(PartitionTable table, byte[] command) {
        Rebalance rebased = rebased(table, decode(command));
        return fits(table, rebased) ? rebased.encode() : command;
      }
    },

    /** Who gets what depends on the order in which a node happens to keep the members. */
    PLANNED_IN_HASH_ORDER {
      @Override
      public Optional<Rebalance> plan(NodeId node, PartitionTable table, List<Weighted> due) {
        return Planner.plan(table, due, RingWorld.PARTITIONS)
            .map(plan -> rotated(plan, node.hashCode()));
      }
    },

    /** Moves more than it must: the plan forgets the table before. */
    PLANNED_FROM_NOTHING {
      @Override
      public Optional<Rebalance> plan(NodeId node, PartitionTable table, List<Weighted> due) {
        Rebalance anew = Planner.plan(PartitionTable.NONE, due, RingWorld.PARTITIONS).orElseThrow();
        PartitionTable wanted = PartitionTable.NONE.with(anew);
        return Planner.plan(table, due, RingWorld.PARTITIONS)
            .map(plan -> towards(wanted, table, plan));
      }
    },

    /** A follower misses a change and takes the next one as if it had not. */
    FOLLOWER_MISSES_A_CHANGE {
      @Override
      public PartitionTable followed(PartitionTable table, Rebalance event) {
        Rebalance rebased = rebased(table, event);
        boolean missed = event.epoch() % 3 == 0 || !fits(table, rebased);
        return missed ? table : table.with(rebased);
      }
    };

    private static boolean fits(PartitionTable table, Rebalance change) {
      try {
        return table.with(change).epoch() > table.epoch();
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private static Rebalance decode(byte[] command) {
      try {
        return Rebalance.decode(command);
      } catch (MalformedException e) {
        throw new IllegalArgumentException(e);
      }
    }

    private static Rebalance rebased(PartitionTable table, Rebalance change) {
      return new Rebalance(table.epoch(), change.partitions(), change.members(), change.moves());
    }

    private static Rebalance rotated(Rebalance plan, int by) {
      List<Integer> takers = new ArrayList<>();
      plan.moves().forEach(move -> takers.add(move.to()));
      Collections.rotate(takers, by);
      List<Rebalance.Move> moves = new ArrayList<>();
      for (int i = 0; i < takers.size(); i++) {
        moves.add(new Rebalance.Move(plan.moves().get(i).partition(), takers.get(i)));
      }
      return new Rebalance(plan.baseEpoch(), plan.partitions(), plan.members(), moves);
    }

    private static Rebalance towards(PartitionTable wanted, PartitionTable base, Rebalance plan) {
      List<NodeId> nodes = plan.members().stream().map(Weighted::node).toList();
      List<Rebalance.Move> moves = new ArrayList<>();
      for (int p = 0; p < plan.partitions(); p++) {
        NodeId owner = wanted.owner(p);
        if (base.epoch() == 0 || !base.owner(p).equals(owner)) {
          moves.add(new Rebalance.Move(p, nodes.indexOf(owner)));
        }
      }
      return new Rebalance(plan.baseEpoch(), plan.partitions(), plan.members(), moves);
    }
  }

  @ParameterizedTest
  @EnumSource
  void isFound(Plant bug) {
    String found = null;
    long seed = 0;
    while (found == null && seed < 200) {
      seed++;
      try {
        RingRun.of(seed, bug);
      } catch (RuntimeException e) {
        found = e.toString();
      }
    }
    assertThat(found).as("%s, in 200 seeds", bug).isNotNull();
    System.out.printf("%s found by seed %d: %s%n", bug, seed, found.lines().findFirst().orElse(""));
  }
}
