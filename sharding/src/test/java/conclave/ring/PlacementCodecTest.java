package conclave.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PlacementCodecTest {

  private static final List<Weighted> MEMBERS =
      List.of(
          new Weighted(new NodeId("n1", 0x0102030405060708L), 1),
          new Weighted(new NodeId("n\u00fc", -1), 300));

  private static final Rebalance FIRST =
      new Rebalance(0, 4, MEMBERS, List.of(to(0, 0), to(1, 1), to(2, 1), to(3, 1)));

  private static final PartitionTable TABLE =
      new PartitionTable(300, MEMBERS, new short[] {1, 1, 0, 1});

  private static Rebalance.Move to(int partition, int member) {
    return new Rebalance.Move(partition, member);
  }

  private static Map<String, Rebalance> commands() {
    Map<String, Rebalance> commands = new LinkedHashMap<>();
    commands.put("first", FIRST);
    commands.put(
        "moves",
        new Rebalance((1L << 53) - 2, 65_536, MEMBERS, List.of(to(200, 1), to(65_535, 0))));
    commands.put("weights", new Rebalance(1, 1, MEMBERS, List.of()));
    return commands;
  }

  private static Map<String, PlacementReply> replies() {
    Map<String, PlacementReply> replies = new LinkedHashMap<>();
    replies.put("installed", new PlacementReply.Installed(300));
    replies.put("stale", new PlacementReply.Stale(0));
    for (Rebalance.Fault fault : Rebalance.Fault.values()) {
      replies.put("unfit-" + fault.ordinal(), new PlacementReply.Unfit(fault));
    }
    replies.put("malformed", new PlacementReply.Malformed());
    replies.put("none", new PlacementReply.Whole(PartitionTable.NONE));
    replies.put("whole", new PlacementReply.Whole(TABLE));
    replies.put("epoch", new PlacementReply.AtEpoch(300));
    return replies;
  }

  private static byte[] snapshot(PlacementTable machine) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    machine.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  @Test
  void rebalancesHaveTheirReleasedBytesAndReadThem() throws Exception {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    commands().forEach((name, command) -> encoded.put(name, command.encode()));
    Golden.assertSame("placement-rebalance.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("placement-rebalance.txt").entrySet()) {
      assertThat(Rebalance.decode(golden.getValue())).isEqualTo(commands().get(golden.getKey()));
    }
  }

  @Test
  void queriesAndRepliesHaveTheirReleasedBytesAndReadThem() throws Exception {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    encoded.put("whole?", PlacementQuery.WHOLE.encode());
    encoded.put("epoch?", PlacementQuery.EPOCH.encode());
    replies().forEach((name, reply) -> encoded.put(name, reply.encode()));
    Golden.assertSame("placement-reply.txt", encoded);
    Map<String, byte[]> golden = Golden.read("placement-reply.txt");
    assertThat(PlacementQuery.decode(golden.remove("whole?"))).isEqualTo(PlacementQuery.WHOLE);
    assertThat(PlacementQuery.decode(golden.remove("epoch?"))).isEqualTo(PlacementQuery.EPOCH);
    for (Map.Entry<String, byte[]> reply : golden.entrySet()) {
      assertThat(PlacementReply.decode(reply.getValue())).isEqualTo(replies().get(reply.getKey()));
    }
  }

  @Test
  void aSnapshotHasItsReleasedBytesAndReadsThem() throws Exception {
    PlacementTable machine = new PlacementTable();
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    encoded.put("empty", snapshot(machine));
    List<Weighted> members = Tables.equals(3);
    machine.apply(1, Planner.plan(PartitionTable.NONE, members, 8).orElseThrow().encode());
    encoded.put("eight", snapshot(machine));
    Golden.assertSame("placement-snapshot.txt", encoded);
    PlacementTable loaded = new PlacementTable();
    byte[] golden = Golden.read("placement-snapshot.txt").get("eight");
    loaded.load(new DataInputStream(new ByteArrayInputStream(golden)));
    assertThat(loaded.table()).isEqualTo(machine.table());
  }

  @Property(tries = 300, seed = "12")
  void whatATableBecomesIsWhatItsDiffSays(@ForAll long seed) throws MalformedException {
    Random random = new Random(seed);
    PartitionTable table = Tables.first(1 << random.nextInt(9), members(random));
    for (int i = 0; i < 5; i++) {
      Rebalance change = Planner.plan(table, members(random), 1).orElse(null);
      if (change != null) {
        Rebalance read = Rebalance.decode(change.encode());
        assertThat(read).isEqualTo(change);
        assertThat(read.encode()).isEqualTo(change.encode());
        table = table.with(read);
      }
      assertThat(TableCodec.decode(TableCodec.encode(table))).isEqualTo(table);
    }
  }

  private static List<Weighted> members(Random random) {
    List<Weighted> members = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      if (random.nextBoolean()) {
        members.add(new Weighted(Tables.node(i), random.nextInt(9)));
      }
    }
    members.add(new Weighted(Tables.node(10), 1));
    return members;
  }

  @Property(tries = 2_000, seed = "12")
  void whatIsCutOrChangedIsRefusedOrAnotherValueWithOneSpelling(@ForAll long seed) {
    Random random = new Random(seed);
    boolean command = random.nextBoolean();
    byte[] good = command ? FIRST.encode() : new PlacementReply.Whole(TABLE).encode();
    byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
    for (int i = random.nextInt(3); i > 0 && bad.length > 0; i--) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
    }
    try {
      byte[] again = command ? Rebalance.decode(bad).encode() : PlacementReply.decode(bad).encode();
      assertThat(again).isEqualTo(bad);
    } catch (MalformedException expected) {
      assertThat(expected).hasMessageContaining("malformed");
    }
  }

  @Test
  void aRebalanceThatTheFormatHasNoPlaceForIsRefusedInASentence() {
    assertRefused("no epoch can follow -1", -1, 4, MEMBERS);
    assertRefused("no epoch can follow 9007199254740991", (1L << 53) - 1, 4, MEMBERS);
    assertRefused("a power of two up to 65536, not 3", 0, 3, MEMBERS);
    assertRefused("a power of two up to 65536, not 131072", 0, 1 << 17, MEMBERS);
    assertRefused("nobody can own a partition: none of 0 members has a weight", 0, 4, List.of());
    assertRefused("members must be sorted", 0, 4, List.of(MEMBERS.get(1), MEMBERS.get(0)));
    assertRefused("1025 members are more than 1024", 0, 4, Tables.equals(1_025));
    assertMovesRefused("moves must be sorted", to(1, 0), to(1, 0));
    assertMovesRefused("4 comes after -1", to(4, 0));
    assertMovesRefused("partition 1 moves to member 2 of 2", to(1, 2));
  }

  private static void assertRefused(String why, long base, int partitions, List<Weighted> members) {
    assertRefused(why, () -> new Rebalance(base, partitions, members, List.of()));
  }

  private static void assertMovesRefused(String why, Rebalance.Move... moves) {
    assertRefused(why, () -> new Rebalance(0, 4, MEMBERS, List.of(moves)));
  }

  private static void assertRefused(String why, ThrowingCallable made) {
    assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
  }

  @Test
  void theLargestTableAndTheLargestChangeStayBelowTheirBounds() throws MalformedException {
    List<Weighted> members = new ArrayList<>();
    for (int i = 0; i < PartitionTable.MAX_MEMBERS; i++) {
      String name = "%04d".formatted(i) + "x".repeat(Weighted.MAX_NAME_BYTES - 4);
      members.add(new Weighted(new NodeId(name, i + 1), Weighted.MAX_WEIGHT));
    }
    Rebalance change =
        Planner.plan(PartitionTable.NONE, members, PartitionTable.MAX_PARTITIONS).orElseThrow();
    byte[] table = TableCodec.encode(PartitionTable.NONE.with(change));
    byte[] command = change.encode();
    System.out.printf(
        "the largest table has %d bytes, the command that makes it %d%n",
        table.length, command.length);
    assertThat(table.length).isLessThan(TableCodec.MAX_BYTES);
    assertThat(command.length).isLessThan(1 << 20);
    assertThat(Rebalance.decode(command)).isEqualTo(change);
  }
}
