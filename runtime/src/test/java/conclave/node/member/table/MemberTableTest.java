package conclave.node.member.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.Machines;
import conclave.machine.RestartCheck;
import conclave.machine.Traffic;
import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import conclave.node.member.table.MemberCommand.Admit;
import conclave.node.member.table.MemberCommand.Dismiss;
import conclave.node.member.table.MemberCommand.Enlist;
import conclave.node.member.table.MemberCommand.Forget;
import conclave.node.member.table.MemberCommand.Joined;
import conclave.node.member.table.MemberCommand.Keep;
import conclave.node.member.table.MemberCommand.Move;
import conclave.node.member.table.MemberCommand.Speak;
import conclave.node.member.table.MemberReply.Fault;
import conclave.protocol.ProtocolVersion;
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
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MemberTableTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b\u00fc", -2);
  private static final NodeId C = new NodeId("c", 3);
  private static final NodeId C2 = new NodeId("c", 0x0102030405060708L);

  private final MemberTable table = new MemberTable();
  private final List<byte[]> events = new ArrayList<>();
  private long index;

  private MemberReply apply(MemberCommand command) {
    try {
      return MemberReply.decode(table.apply(++index, command.encode()));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private void done(MemberCommand command) {
    assertThat(apply(command)).isEqualTo(new MemberReply.Done());
  }

  private void refused(Fault fault, MemberCommand command) {
    Register before = table.register();
    int announced = events.size();
    assertThat(apply(command)).isEqualTo(new MemberReply.Refused(fault));
    assertThat(table.register()).isSameAs(before);
    assertThat(events).hasSize(announced);
  }

  private Listed listed(NodeId node) {
    return table.register().find(node).orElseThrow();
  }

  private static Enlist founders() {
    return new Enlist(List.of(new Enlist.Place(A, "a:1"), new Enlist.Place(B, "b:1")));
  }

  @Test
  void whoJoinsIsAMemberOnceControlsLogSaysSo() throws Exception {
    table.announceTo(events::add);
    refused(Fault.BUSY, new Admit(C, "c:1"));
    done(founders());
    done(new Admit(C, "c:1"));
    long since = index;
    assertThat(listed(C)).isEqualTo(new Listed(C, "c:1", Stage.JOINING, since, ""));
    assertThat(MemberTable.announced(events.get(1))).isEqualTo(table.register());
    done(new Admit(C, "c:1"));
    assertThat(events).as("nothing is new").hasSize(2);
    refused(Fault.STALE, new Joined(C, since - 1));
    done(new Joined(C, since));
    assertThat(listed(C).stage()).isEqualTo(Stage.MEMBER);
    refused(Fault.STALE, new Joined(C, since));
  }

  @Test
  void afterARecoveryByForceNobodyIsListedBeforeALeaderWritesDownWhoIsLeft() throws Exception {
    done(founders());
    done(new Admit(C, "c:1"));
    table.announceTo(events::add);
    table.raise(1L << 40);
    assertThat(table.register()).isEqualTo(Register.NONE);
    assertThat(MemberTable.announced(events.get(0))).isEqualTo(Register.NONE);
    refused(Fault.UNKNOWN, new Move(A, "a:2"));
    done(new Enlist(List.of(new Enlist.Place(C2, "c:2"))));
    assertThat(listed(C2).stage()).isEqualTo(Stage.MEMBER);
  }

  @Test
  void aNameIsListedOnce() {
    done(founders());
    done(new Admit(C, "c:1"));
    done(new Joined(C, index));
    refused(Fault.NAME_TAKEN, new Admit(C2, "c:2"));
    refused(Fault.UNKNOWN, new Dismiss(C2));
    refused(Fault.UNKNOWN, new Move(C2, "c:2"));
    done(new Enlist(List.of(new Enlist.Place(C2, "c:2"))));
    assertThat(table.register().find(C2)).isEmpty();
    done(new Dismiss(C));
    done(new Forget(C, index));
    done(new Admit(C2, "c:2"));
    assertThat(listed(C2).stage()).isEqualTo(Stage.JOINING);
  }

  @Test
  void oneComesOrGoesAtATime() {
    done(founders());
    done(new Admit(C, "c:1"));
    final long joining = index;
    refused(Fault.BUSY, new Admit(new NodeId("d", 4), "d:1"));
    refused(Fault.BUSY, new Dismiss(A));
    refused(Fault.BUSY, new Dismiss(C));
    done(new Joined(C, joining));
    done(new Dismiss(A));
    final long leaving = index;
    done(new Dismiss(A));
    assertThat(listed(A).since()).isEqualTo(leaving);
    refused(Fault.BUSY, new Dismiss(B));
    refused(Fault.BUSY, new Admit(A, "a:1"));
    refused(Fault.BUSY, new Admit(new NodeId("d", 4), "d:1"));
    refused(Fault.STALE, new Keep(A, joining, "no"));
    done(new Keep(A, leaving, "without it no majority would answer"));
    assertThat(listed(A))
        .isEqualTo(
            new Listed(A, "a:1", Stage.MEMBER, index, "without it no majority would answer"));
    refused(Fault.STALE, new Forget(A, leaving));
    done(new Dismiss(A));
    assertThat(listed(A).obstacle()).isEmpty();
  }

  @Test
  void whoMovedIsTheSameMember() {
    done(founders());
    done(new Move(B, "elsewhere:7"));
    assertThat(listed(B)).isEqualTo(new Listed(B, "elsewhere:7", Stage.MEMBER, 1, ""));
  }

  @Test
  void thereAreNoMoreMembersThanThereMayBe() throws Exception {
    List<Enlist.Place> many = new ArrayList<>();
    for (int i = 0; i < Register.MOST; i++) {
      String name = "%04d".formatted(i) + "x".repeat(252);
      many.add(new Enlist.Place(new NodeId(name, i + 1), "h".repeat(Listed.MAX_ADDRESS_BYTES)));
    }
    done(new Enlist(many));
    refused(Fault.FULL, new Admit(A, "a:1"));
    refused(Fault.FULL, founders());
    for (Enlist.Place one : many) {
      done(new Dismiss(one.node()));
      done(new Keep(one.node(), index, "o".repeat(Listed.MAX_OBSTACLE_BYTES)));
    }
    byte[] register = RegisterCodec.encode(table.register());
    System.out.println("the largest register has " + register.length + " bytes");
    assertThat(register.length).isLessThan(RegisterCodec.MAX_BYTES);
    assertThat(RegisterCodec.decode(register)).isEqualTo(table.register());
  }

  private static Speak speak(int version, NodeId... members) {
    return new Speak(new ProtocolVersion(version), new TreeSet<>(List.of(members)));
  }

  @Test
  void aVersionIsInUseOnceAllWhoAreListedPromisedItAndNeverALowerOne() throws Exception {
    table.announceTo(events::add);
    refused(Fault.STALE, speak(2, A));
    done(founders());
    assertThat(table.register().protocol()).isEqualTo(ProtocolVersion.OLDEST);
    refused(Fault.STALE, speak(2, A));
    refused(Fault.STALE, speak(2, A, C));
    refused(Fault.STALE, speak(2, A, B, C));
    done(new Admit(C, "c:1"));
    final long joining = index;
    refused(Fault.STALE, speak(2, A, B));
    refused(Fault.STALE, speak(2, A, B, C));
    done(new Joined(C, joining));
    done(speak(2, A, B, C));
    assertThat(table.register().protocol()).isEqualTo(new ProtocolVersion(2));
    assertThat(MemberTable.announced(events.get(events.size() - 1))).isEqualTo(table.register());
    done(speak(3, A, B, C));
    done(speak(2, A, B, C));
    done(new Dismiss(C));
    done(new Forget(C, index));
    table.raise(1L << 40);
    done(founders());
    assertThat(table.register().protocol()).isEqualTo(new ProtocolVersion(3));
  }

  @Test
  void whatIsWrittenOnceVersionTwoIsInUseHasItsReleasedBytes() throws Exception {
    done(founders());
    done(speak(2, A, B));
    MemberReply whole = new MemberReply.Whole(table.register());
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    encoded.put("speak", speak(2, A, B).encode());
    encoded.put("snapshot", snapshot());
    encoded.put("whole", whole.encode());
    Golden.assertSame("v2/members.txt", encoded);
    Map<String, byte[]> golden = Golden.read("v2/members.txt");
    assertThat(MemberCommand.decode(golden.get("speak"))).isEqualTo(speak(2, A, B));
    assertThat(MemberReply.decode(golden.get("whole"))).isEqualTo(whole);
    assertThat(loaded(golden.get("snapshot")).register()).isEqualTo(table.register());
    byte[] former = golden.get("snapshot").clone();
    former[1] = 1;
    assertThatThrownBy(() -> loaded(former)).hasMessage("protocol version 2 in format 1");
  }

  private static Map<String, MemberCommand> commands() {
    Map<String, MemberCommand> commands = new LinkedHashMap<>();
    commands.put("enlist", founders());
    commands.put("admit", new Admit(C2, "[::1]:25524"));
    commands.put("joined", new Joined(C2, 300));
    commands.put("dismiss", new Dismiss(B));
    commands.put("keep", new Keep(B, 300, "it is the last voter"));
    commands.put("forget", new Forget(B, 1));
    commands.put("move", new Move(A, "10.0.0.5:25521"));
    return commands;
  }

  private static Map<String, MemberReply> replies() {
    Map<String, MemberReply> replies = new LinkedHashMap<>();
    replies.put("done", new MemberReply.Done());
    for (Fault fault : Fault.values()) {
      replies.put("refused-" + fault.ordinal(), new MemberReply.Refused(fault));
    }
    replies.put("malformed", new MemberReply.Malformed());
    replies.put("none", new MemberReply.Whole(Register.NONE));
    return replies;
  }

  @Test
  void commandsRepliesAndSnapshotsHaveTheirReleasedBytes() throws Exception {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    commands().forEach((name, command) -> encoded.put(name, command.encode()));
    encoded.put("whole?", MemberTable.whole());
    replies().forEach((name, reply) -> encoded.put(name, reply.encode()));
    done(founders());
    done(new Admit(C, "c:1"));
    encoded.put("snapshot", snapshot());
    Golden.assertSame("members.txt", encoded);
    Map<String, byte[]> golden = Golden.read("members.txt");
    for (Map.Entry<String, MemberCommand> command : commands().entrySet()) {
      assertThat(MemberCommand.decode(golden.get(command.getKey()))).isEqualTo(command.getValue());
    }
    for (Map.Entry<String, MemberReply> reply : replies().entrySet()) {
      assertThat(MemberReply.decode(golden.get(reply.getKey()))).isEqualTo(reply.getValue());
    }
    MemberTable loaded = loaded(golden.get("snapshot"));
    assertThat(loaded.register()).isEqualTo(table.register());
    assertThat(MemberReply.decode(loaded.query(MemberTable.whole())))
        .isEqualTo(new MemberReply.Whole(table.register()));
  }

  private byte[] snapshot() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static MemberTable loaded(byte[] snapshot) throws IOException {
    MemberTable loaded = new MemberTable();
    loaded.load(new DataInputStream(new ByteArrayInputStream(snapshot)));
    return loaded;
  }

  @Test
  void anotherFormatIsRefusedAndGarbageIsMalformed() throws Exception {
    byte[] other = snapshot();
    other[1] = 3;
    assertThatThrownBy(() -> loaded(other))
        .hasMessage("format 3 is unknown, this build reads 1 and 2");
    other[1] = 2;
    assertThatThrownBy(() -> loaded(other)).hasMessage("protocol version 1 in format 2");
    assertThat(MemberReply.decode(table.apply(1, new byte[] {1, 9})))
        .isEqualTo(new MemberReply.Malformed());
    assertThat(MemberReply.decode(table.query(new byte[] {1})))
        .isEqualTo(new MemberReply.Malformed());
  }

  @Property(tries = 2_000, seed = "46")
  void whatIsCutOrChangedIsRefusedOrAnotherCommandWithOneSpelling(@ForAll long seed) {
    Random random = new Random(seed);
    List<MemberCommand> all = List.copyOf(commands().values());
    byte[] good = all.get(random.nextInt(all.size())).encode();
    byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
    for (int i = random.nextInt(3); i > 0 && bad.length > 0; i--) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(MemberCommand.decode(bad).encode()).isEqualTo(bad);
    } catch (MalformedException refused) {
      assertThat(refused).hasMessageContaining("command for the register of members");
    }
  }

  /** Few nodes, so that they meet; every kind of command, most of them stale. */
  private static byte[] command(Random random) {
    NodeId node = new NodeId("n" + random.nextInt(3), 1 + random.nextInt(2));
    long since = random.nextInt(200);
    return (switch (random.nextInt(8)) {
          case 0 -> new Enlist(List.of(new Enlist.Place(node, "h:1")));
          case 1 -> new Admit(node, "h:2");
          case 2 -> new Joined(node, since);
          case 3 -> new Dismiss(node);
          case 4 -> new Keep(node, since, "no");
          case 5 -> new Forget(node, since);
          case 6 -> speak(2 + random.nextInt(3), node);
          default -> new Move(node, "h:" + random.nextInt(9));
        })
        .encode();
  }

  @Property(tries = 200, seed = "47")
  void aRegisterThatWasSavedAndLoadedAnywhereGoesOnAsIfNothingHappened(@ForAll long seed)
      throws IOException {
    List<Entry> log = new Traffic(seed, MemberTable.NAME, MemberTableTest::command).log(200);
    int cut = new Random(seed).nextInt(201);
    RestartCheck.run(
        () -> new Machines(Traffic.LIMITS, Map.of(MemberTable.NAME, new MemberTable())), log, cut);
  }
}
