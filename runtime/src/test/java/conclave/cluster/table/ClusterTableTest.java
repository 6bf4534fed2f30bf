package conclave.cluster.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.cluster.table.RollCommand.Claim;
import conclave.cluster.table.RollCommand.Doubt;
import conclave.cluster.table.RollCommand.Doubted;
import conclave.cluster.table.RollCommand.GiveUp;
import conclave.cluster.table.RollCommand.Join;
import conclave.cluster.table.RollCommand.Start;
import conclave.cluster.table.RollReply.Fault;
import conclave.machine.Machines;
import conclave.machine.RestartCheck;
import conclave.machine.Traffic;
import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.Entry;
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
import org.junit.jupiter.api.Test;

class ClusterTableTest {

  private static final Run A1 = new Run(new NodeId("a", 1), 11);
  private static final Run A2 = new Run(new NodeId("a", 1), 12);
  private static final Run B1 = new Run(new NodeId("b\u00fc", -2), 0x0102030405060708L);
  private static final Run B2 = new Run(new NodeId("b\u00fc", -2), -1);
  private static final Run C1 = new Run(new NodeId("c", 3), 31);

  private final ClusterTable table = new ClusterTable();
  private final List<byte[]> events = new ArrayList<>();
  private long index;

  private RollReply apply(RollCommand command) {
    try {
      return RollReply.decode(table.apply(++index, command.encode()));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private void done(RollCommand command) {
    assertThat(apply(command)).isEqualTo(new RollReply.Done());
  }

  private void refused(Fault fault, RollCommand command) {
    Roll before = table.roll();
    int announced = events.size();
    assertThat(apply(command)).isEqualTo(new RollReply.Refused(fault));
    assertThat(table.roll()).isSameAs(before);
    assertThat(events).hasSize(announced);
  }

  private static Start start(Run run, long after) {
    return new Start(run, after, run.node().name() + ":1");
  }

  private static Claim claim(long base, Run run, Doubted... doubted) {
    return new Claim(base, run, List.of(doubted));
  }

  /** Generation 1: A1 founded it, B1 is in it. */
  private void founded() {
    done(start(A1, 0));
    done(start(B1, 0));
    done(claim(0, A1));
    done(new Join(1, B1));
  }

  @Test
  void theFirstClaimWinsAndTheOthersJoin() throws Exception {
    table.announceTo(events::add);
    founded();
    assertThat(events).hasSize(4);
    assertThat(ClusterTable.announced(events.get(3))).isEqualTo(table.roll());
    assertThat(table.roll().founder()).contains(A1);
    assertThat(table.roll().standing()).extracting(Seat::run).containsExactly(A1, B1);
    done(start(C1, 0));
    refused(Fault.OTHER_GENERATION, claim(0, C1));
    refused(Fault.ALIVE, claim(1, C1));
    refused(Fault.OTHER_GENERATION, new Join(2, C1));
    done(new Join(1, C1));
    int announced = events.size();
    done(new Join(1, C1));
    assertThat(events).as("nothing is new").hasSize(announced);
  }

  @Test
  void whoeverWasOvertakenByAnotherRunOfItsNodeHasNoSay() {
    founded();
    refused(Fault.OVERTAKEN, start(A2, 0));
    done(start(A2, A1.uid()));
    refused(Fault.OVERTAKEN, start(A1, 0));
    refused(Fault.OVERTAKEN, new Join(1, A1));
    refused(Fault.OVERTAKEN, claim(1, A1));
    assertThat(table.roll().standing()).extracting(Seat::run).containsExactly(B1);
  }

  @Test
  void whenAllRunsAreOverTheNextGenerationIsClaimedAtOnce() {
    founded();
    done(start(A2, A1.uid()));
    refused(Fault.ALIVE, claim(1, A2));
    done(start(B2, B1.uid()));
    done(claim(1, B2));
    assertThat(table.roll().generation()).isEqualTo(2);
    assertThat(table.roll().founder()).contains(B2);
    refused(Fault.OTHER_GENERATION, claim(1, A2));
    done(new Join(2, A2));
  }

  @Test
  void aRunIsGivenUpOnlyForADoubtThatItDidNotAnswer() {
    founded();
    done(start(C1, 0));
    done(new Doubt(1, List.of(A1, B1, C1)));
    long doubt = index;
    assertThat(table.roll().seat(C1).orElseThrow().doubt()).isZero();
    Doubted a = new Doubted(A1, doubt);
    Doubted b = new Doubted(B1, doubt);
    refused(Fault.ALIVE, claim(1, C1, a));
    done(new Join(1, B1));
    refused(Fault.ALIVE, claim(1, C1, a, b));
    done(new Doubt(1, List.of(A1, B1)));
    assertThat(table.roll().seat(A1).orElseThrow().doubt()).isEqualTo(doubt);
    refused(Fault.ALIVE, claim(1, C1, a, b));
    done(claim(1, C1, a, new Doubted(B1, index - 1)));
    assertThat(table.roll().seats()).containsOnlyKeys(C1.node());
    refused(Fault.OVERTAKEN, new Join(2, B1));
    refused(Fault.OTHER_GENERATION, new Doubt(1, List.of(C1)));
  }

  @Test
  void whoeverStandsGivesUpThoseAloneThatDidNotAnswer() {
    founded();
    done(start(C1, 0));
    done(new Join(1, C1));
    done(new Doubt(1, List.of(A1, B1, C1)));
    long doubt = index;
    done(new Join(1, B1));
    Roll before = table.roll();
    done(new GiveUp(1, C1, List.of(new Doubted(A1, doubt - 1), new Doubted(B1, doubt))));
    assertThat(table.roll()).as("none of them is under that doubt").isEqualTo(before);
    refused(Fault.OTHER_GENERATION, new GiveUp(2, C1, List.of(new Doubted(A1, doubt))));
    refused(Fault.OVERTAKEN, new GiveUp(1, A2, List.of(new Doubted(A1, doubt))));
    done(new GiveUp(1, C1, List.of(new Doubted(A1, doubt), new Doubted(C1, doubt))));
    assertThat(table.roll().standing()).extracting(Seat::run).containsExactly(B1, C1);
    assertThat(table.roll().founder()).as("it did found it").contains(A1);
    refused(Fault.OVERTAKEN, new GiveUp(1, A1, List.of(new Doubted(C1, doubt))));
    refused(Fault.OVERTAKEN, new Join(1, A1));
    done(start(A2, 0));
    done(new Join(1, A2));
  }

  @Test
  void aRunBelongsToOneGenerationForEver() {
    founded();
    refused(Fault.BOUND, claim(1, B1));
    done(start(C1, 0));
    done(new Doubt(1, List.of(A1)));
    long doubt = index;
    refused(Fault.ALIVE, claim(1, C1, new Doubted(A1, doubt)));
    done(start(B2, B1.uid()));
    done(claim(1, C1, new Doubted(A1, doubt)));
    refused(Fault.OVERTAKEN, new Join(2, A1));
    done(new Join(2, B2));
  }

  @Test
  void thereAreNoMoreNodesThanThereMayBe() throws Exception {
    for (int i = 0; i < Roll.MOST_NODES; i++) {
      NodeId node = new NodeId("%04d".formatted(i) + "x".repeat(252), i + 1);
      done(new Start(new Run(node, i + 1), 0, "h".repeat(Seat.MAX_ADDRESS_BYTES)));
      done(i == 0 ? claim(0, new Run(node, 1)) : new Join(1, new Run(node, i + 1)));
    }
    refused(Fault.FULL, start(A1, 0));
    byte[] roll = RollCodec.encode(table.roll());
    Ended all = Ended.NONE.with(table.roll().seats().values(), Ended.MOST);
    System.out.printf(
        "the largest roll has %d bytes, and %d of runs that were given up%n",
        roll.length, all.encode().length);
    assertThat(roll.length).isLessThan(RollCodec.MAX_BYTES);
    assertThat(all.encode().length).isLessThan(Ended.MAX_BYTES);
    assertThat(Ended.decode(all.encode())).isEqualTo(all);
    assertThat(RollCodec.decode(roll)).isEqualTo(table.roll());
  }

  @Test
  void aFullRollGivesAwayASeatOfARunThatStandsNowhereAndNoOther() {
    for (int i = 1; i < Roll.MOST_NODES; i++) {
      done(start(new Run(new NodeId("%04d".formatted(i), 1), i), 0));
    }
    done(start(B1, 0));
    done(claim(0, B1));
    done(start(C1, 0));
    assertThat(table.roll().seats()).hasSize(Roll.MOST_NODES).containsKeys(B1.node(), C1.node());
    for (Seat seat : List.copyOf(table.roll().seats().values())) {
      if (!seat.run().equals(B1)) {
        done(new Join(1, seat.run()));
      }
    }
    refused(Fault.FULL, start(A1, 0));
    done(start(B2, B1.uid()));
    done(start(A1, 0));
    assertThat(table.roll().seat(B2)).as("of the only one that stood nowhere").isEmpty();
  }

  private static Map<String, RollCommand> commands() {
    Map<String, RollCommand> commands = new LinkedHashMap<>();
    commands.put("start", new Start(B1, 0, "10.0.0.5:25520"));
    commands.put("start-again", new Start(B2, B1.uid(), "[::1]:1"));
    commands.put("join", new Join(300, B2));
    commands.put("doubt", new Doubt(1, List.of(A1, B1)));
    commands.put("claim-first", claim(0, A1));
    commands.put("claim", claim(1, A2, new Doubted(B1, 300), new Doubted(C1, 1)));
    commands.put("give-up", new GiveUp(300, A1, List.of(new Doubted(B1, 300))));
    return commands;
  }

  private static Map<String, RollReply> replies() {
    Map<String, RollReply> replies = new LinkedHashMap<>();
    replies.put("done", new RollReply.Done());
    for (Fault fault : Fault.values()) {
      replies.put("refused-" + fault.ordinal(), new RollReply.Refused(fault));
    }
    replies.put("malformed", new RollReply.Malformed());
    replies.put("none", new RollReply.Whole(Roll.NONE));
    return replies;
  }

  @Test
  void commandsRepliesAndSnapshotsHaveTheirReleasedBytes() throws Exception {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    commands().forEach((name, command) -> encoded.put(name, command.encode()));
    encoded.put("whole?", ClusterTable.whole());
    replies().forEach((name, reply) -> encoded.put(name, reply.encode()));
    founded();
    done(new Doubt(1, List.of(B1)));
    done(start(C1, 0));
    encoded.put("snapshot", snapshot());
    Roll before = table.roll();
    done(new GiveUp(1, A1, List.of(new Doubted(B1, index - 1))));
    encoded.put("snapshot-ended", snapshot());
    Golden.assertSame("akka-cluster.txt", encoded);
    Map<String, byte[]> golden = Golden.read("akka-cluster.txt");
    for (Map.Entry<String, RollCommand> command : commands().entrySet()) {
      assertThat(RollCommand.decode(golden.get(command.getKey()))).isEqualTo(command.getValue());
    }
    for (Map.Entry<String, RollReply> reply : replies().entrySet()) {
      assertThat(RollReply.decode(golden.get(reply.getKey()))).isEqualTo(reply.getValue());
    }
    ClusterTable loaded = loaded(golden.get("snapshot"));
    assertThat(loaded.roll()).isEqualTo(before);
    assertThat(RollReply.decode(loaded.query(ClusterTable.whole())))
        .isEqualTo(new RollReply.Whole(before));
    ClusterTable after = loaded(golden.get("snapshot-ended"));
    assertThat(after.roll()).isEqualTo(table.roll());
    assertThat(RollReply.decode(after.apply(9, start(B1, 0).encode())))
        .isEqualTo(new RollReply.Refused(Fault.OVERTAKEN));
  }

  private byte[] snapshot() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static ClusterTable loaded(byte[] snapshot) throws IOException {
    ClusterTable loaded = new ClusterTable();
    loaded.load(new DataInputStream(new ByteArrayInputStream(snapshot)));
    return loaded;
  }

  @Test
  void anotherFormatIsRefusedAndGarbageIsMalformed() throws Exception {
    byte[] other = snapshot();
    other[1] = 3;
    assertThatThrownBy(() -> loaded(other))
        .hasMessage("format 3 is unknown, this build reads 1 and 2");
    assertThat(RollReply.decode(table.apply(1, new byte[] {1, 9})))
        .isEqualTo(new RollReply.Malformed());
    assertThat(RollReply.decode(table.query(new byte[] {1}))).isEqualTo(new RollReply.Malformed());
  }

  @Property(tries = 2_000, seed = "44")
  void whatIsCutOrChangedIsRefusedOrAnotherCommandWithOneSpelling(@ForAll long seed) {
    Random random = new Random(seed);
    List<RollCommand> all = List.copyOf(commands().values());
    byte[] good = all.get(random.nextInt(all.size())).encode();
    byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
    for (int i = random.nextInt(3); i > 0 && bad.length > 0; i--) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(RollCommand.decode(bad).encode()).isEqualTo(bad);
    } catch (MalformedException refused) {
      assertThat(refused).hasMessageContaining("command for the Akka cluster");
    }
  }

  /** Few nodes and runs, so that they meet; every kind of command, most of them stale. */
  private static byte[] command(Random random) {
    Run run = run(random);
    long generation = random.nextInt(4);
    return (switch (random.nextInt(5)) {
          case 0 -> new Start(run, random.nextInt(4), "h:1");
          case 1 -> new Join(1 + generation, run);
          case 2 -> new Doubt(1 + generation, List.of(run, run(random)));
          case 3 -> new GiveUp(1 + generation, run, List.of(doubted(random), doubted(random)));
          default -> new Claim(generation, run, List.of());
        })
        .encode();
  }

  private static Doubted doubted(Random random) {
    return new Doubted(run(random), 1 + random.nextInt(200));
  }

  private static Run run(Random random) {
    return new Run(new NodeId("n" + random.nextInt(3), 1), 1 + random.nextInt(3));
  }

  @Property(tries = 200, seed = "45")
  void aRollThatWasSavedAndLoadedAnywhereGoesOnAsIfNothingHappened(@ForAll long seed)
      throws IOException {
    List<Entry> log = new Traffic(seed, ClusterTable.NAME, ClusterTableTest::command).log(200);
    int cut = new Random(seed).nextInt(201);
    RestartCheck.run(
        () -> new Machines(Traffic.LIMITS, Map.of(ClusterTable.NAME, new ClusterTable())),
        log,
        cut);
  }
}
