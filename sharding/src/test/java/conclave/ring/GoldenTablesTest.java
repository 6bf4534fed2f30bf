package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.ring.PlacementLaws.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Property 8 over releases, machines and JVMs: these histories lead to these tables, bit for bit.
 * An intended change of the planner changes the file, and says so in the change log; nodes of both
 * releases still agree, since the log holds what was planned.
 */
class GoldenTablesTest {

  private static final String FILE = "/ring/tables.txt";

  /** Partitions, number of steps, number of nodes and seed to the digest of the last table. */
  private static String line(int partitions, int steps, int nodes) {
    Random random = new Random(partitions * 31L + nodes);
    TreeMap<Integer, Integer> members = new TreeMap<>();
    for (int i = 0; i < nodes; i++) {
      members.put(i, 1);
    }
    PartitionTable table = PartitionTable.NONE;
    for (int i = 0; i < steps; i++) {
      List<Weighted> now = new ArrayList<>();
      members.forEach((node, weight) -> now.add(new Weighted(Tables.node(node), weight)));
      Optional<Rebalance> plan = Planner.plan(table, now, partitions);
      if (plan.isPresent()) {
        table = table.with(plan.get());
      }
      Step step = Step.random(random);
      int node = step.node() % (nodes + 1);
      switch (step.kind()) {
        case JOIN, REWEIGH -> members.put(node, step.weight());
        case LEAVE -> members.remove(node);
        case NOTHING -> {}
      }
      members.put(nodes, 1);
    }
    return "%d %d %d %d %s"
        .formatted(partitions, steps, nodes, table.epoch(), digest(TableCodec.encode(table)));
  }

  private static String digest(byte[] table) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(table));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theseHistoriesLeadToTheseTables() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int partitions : new int[] {1, 64, 4_096, 65_536}) {
      for (int nodes : new int[] {1, 3, 10, 100}) {
        lines.add(line(partitions, 1, nodes));
        lines.add(line(partitions, 30, nodes));
      }
    }
    try (InputStream in = getClass().getResourceAsStream(FILE)) {
      String golden = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(String.join("\n", lines) + "\n").isEqualTo(golden);
    }
  }
}
