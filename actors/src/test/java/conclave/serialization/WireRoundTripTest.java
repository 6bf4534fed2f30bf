package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.Message;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Extreme but legal messages survive, fit the size that was foreseen, and take the right lane. */
class WireRoundTripTest {

  private static final long SEED = 7;
  private static final int ROUNDS = 2_000;

  private final Random random = new Random(SEED);

  @Test
  void everyMessageArrivesAsItWasSentWithinItsSizeBound() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      Wire wire = anything();
      byte[] bytes = WireCodec.encode(wire);
      Wire decoded = WireCodec.decode(bytes);
      assertThat(WireCodec.encode(decoded)).as("seed %d round %d", SEED, round).isEqualTo(bytes);
      if (round % 20 == 0) {
        assertThat(decoded).usingRecursiveComparison().isEqualTo(wire);
      }
      assertThat((long) bytes.length).isLessThanOrEqualTo(Lanes.sizeBound(wire));
      kinds.merge(wire.getClass().getSimpleName(), 1, Integer::sum);
    }
    System.out.println("round trips: seed " + SEED + ", " + kinds);
    assertThat(kinds).hasSize(5).allSatisfy((kind, n) -> assertThat(n).isGreaterThan(250));
  }

  @Test
  void largePayloadsLargeMessagesAndSnapshotsAreBulkAndTheRestIsNot() {
    assertThat(Lanes.isBulk(append(1, 64 * 1024))).isFalse();
    assertThat(Lanes.isBulk(append(1, 64 * 1024 + 1))).isTrue();
    assertThat(Lanes.isBulk(append(512, 256 - Entry.OVERHEAD_BYTES))).isFalse();
    assertThat(Lanes.isBulk(append(4, 60 * 1024))).isTrue();
    assertThat(Lanes.isBulk(submit(1, 64 * 1024 + 1))).isTrue();
    WireSamples.all()
        .forEach(
            (name, wire) ->
                assertThat(Lanes.isBulk(wire)).as(name).isEqualTo(name.equals("snapshot-chunk")));
  }

  @Test
  void aFullAppendOfTheDefaultSettingsIsOrdinaryHoweverSmallItsEntries() {
    for (int payload : new int[] {0, 1, 100, 1_000, 10_000}) {
      int entries = 128 * 1024 / (payload + Entry.OVERHEAD_BYTES);
      assertThat(Lanes.isBulk(append(entries, payload))).as("%d bytes", payload).isFalse();
    }
  }

  @Test
  void whatIsTooLargeIsRefusedWithItsSize() {
    assertThat(WireCodec.encode(submit(1, Lanes.MAX_PAYLOAD_BYTES)))
        .hasSizeLessThan(Lanes.MAX_MESSAGE_BYTES);
    assertThatThrownBy(() -> WireCodec.encode(submit(1, Lanes.MAX_PAYLOAD_BYTES + 1)))
        .hasMessage("commands of 1114113 bytes is longer than 1114112");
    assertThatThrownBy(() -> WireCodec.encode(submit(3, 1024 * 1024)))
        .hasMessageMatching("Submit of about \\d+ bytes is larger than 2031616: .*batch 1.*");
    assertThatThrownBy(() -> WireCodec.encode(append(3, 1024 * 1024)))
        .hasMessageMatching("ToReplica of about .* larger than 2031616: .*Append of term 2");
    assertThatThrownBy(() -> WireCodec.encode(submit(65_537, 0)))
        .hasMessage("65537 commands are more than 65536");
    assertThatThrownBy(() -> WireCodec.encode(submit(1, 100), ByteBuffer.allocate(100)))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void anAppendWithAGapIsNotWritten() {
    Entry entry = new Entry(new EntryId(2, 9), Entry.Kind.NOOP, new byte[0]);
    Wire gap = WireSamples.raft(new Message.Append(2, 1, new EntryId(2, 7), List.of(entry), 0));
    assertThatThrownBy(() -> WireCodec.encode(gap)).hasMessage("entry 9@2 stands where 8 goes");
  }

  @Test
  void messagesCannotBeMadeOfNonsense() {
    assertThatThrownBy(() -> submit(0, 0)).hasMessage("batch 1 of p0 has no command");
    assertThatThrownBy(() -> new Wire.Results("p0", 1, 0, List.of()))
        .hasMessage("batch 1 of p0: 0 results from 0 on");
    assertThatThrownBy(() -> new Wire.ToReplica("a/b", null, null, null))
        .hasMessage("group \"a/b\" must be 1 to 32 of a-z, 0-9 and -");
    assertThat(submit(2, 3))
        .isEqualTo(submit(2, 3))
        .hasToString("Submit(p0, n1#1122334455667788, batch 1: 2, 6 B)");
  }

  private Wire anything() {
    return switch (random.nextInt(6)) {
      case 0 -> new Wire.Submit("p-" + random.nextInt(99), sender(), random.nextLong(), payloads());
      case 1 -> new Wire.Results("p0", random.nextLong(), random.nextInt() >>> 1, payloads());
      case 2 -> new Wire.Ask("p0", sender(), random.nextLong(), random.nextBoolean(), questions());
      case 3 -> new Wire.Answers("p0", random.nextLong(), random.nextInt() >>> 1, answers());
      default -> new Wire.ToReplica("a".repeat(1 + random.nextInt(32)), node(), node(), message());
    };
  }

  private Message message() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new Message.AppendReply(
              number(),
              number(),
              random.nextBoolean(),
              entryId(),
              random.nextBoolean() ? 0 : number());
      case 1 -> new Message.ReadIndexReply(number(), random.nextLong(), number());
      case 2 -> {
        List<NodeId> nodes = Stream.generate(this::node).limit(9).toList();
        Configuration configuration = new Configuration(nodes.subList(0, 5), nodes.subList(5, 9));
        SnapshotId snapshot = new SnapshotId(entryId(), configuration);
        yield new Message.SnapshotChunk(
            number(), snapshot, number(), bytes(3_000), random.nextBoolean());
      }
      default -> {
        EntryId previous = new EntryId(1 + number() / 2, 1 + number() / 2);
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= random.nextInt(20); i++) {
          Entry.Kind kind = Entry.Kind.of((byte) random.nextInt(3));
          EntryId id = new EntryId(previous.term(), previous.index() + i);
          entries.add(new Entry(id, kind, bytes(300)));
        }
        yield new Message.Append(number(), number(), previous, entries, number());
      }
    };
  }

  private NodeId node() {
    String name = (random.nextBoolean() ? "n" : "\u00fc").repeat(1 + random.nextInt(127));
    return new NodeId(name, random.nextLong() | 1);
  }

  private Wire.Sender sender() {
    String host = "h".repeat(1 + random.nextInt(255));
    String system = "s".repeat(1 + random.nextInt(255));
    return random.nextBoolean()
        ? Wire.Sender.member(node())
        : Wire.Sender.client(node(), new PeerAddress(system, host, 1 + random.nextInt(65_535)));
  }

  private List<Wire.Question> questions() {
    return payloads().stream()
        .map(query -> new Wire.Question("\u20ac".repeat(random.nextInt(86)), query))
        .toList();
  }

  private List<Optional<byte[]>> answers() {
    return payloads().stream()
        .map(bytes -> random.nextInt(9) == 0 ? Optional.<byte[]>empty() : Optional.of(bytes))
        .toList();
  }

  private EntryId entryId() {
    return random.nextInt(5) == 0 ? EntryId.NONE : new EntryId(1 + number() / 2, 1 + number() / 2);
  }

  /** Of every magnitude up to {@code Long.MAX_VALUE}. */
  private long number() {
    return random.nextInt(9) == 0 ? Long.MAX_VALUE : random.nextLong() >>> (1 + random.nextInt(63));
  }

  private List<byte[]> payloads() {
    return Stream.generate(() -> bytes(200)).limit(1 + random.nextInt(50)).toList();
  }

  private byte[] bytes(int limit) {
    byte[] bytes = new byte[random.nextInt(limit)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Wire append(int entries, int payload) {
    EntryId previous = new EntryId(2, Long.MAX_VALUE / 2);
    return WireSamples.raft(
        new Message.Append(
            2,
            1,
            previous,
            IntStream.rangeClosed(1, entries)
                .mapToObj(i -> new EntryId(Long.MAX_VALUE, previous.index() + i))
                .map(id -> new Entry(id, Entry.Kind.COMMAND, new byte[payload]))
                .toList(),
            1));
  }

  private static Wire.Submit submit(int commands, int payload) {
    return new Wire.Submit(
        "p0",
        Wire.Sender.member(WireSamples.N1),
        1,
        Stream.generate(() -> new byte[payload]).limit(commands).toList());
  }
}
