package conclave.lock.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LockCodecTest {
  private static final LockName LOCK = new LockName(Space.LOCK, "lock");
  private static final LockName ELECTION = new LockName(Space.ELECTION, "\u00fc");
  private static final long LAST = (1L << 53) - 1;

  private interface Reader<T> {
    T decode(byte[] bytes) throws MalformedException;
  }

  private static Map<String, LockCommand> commands() {
    Map<String, LockCommand> commands = new LinkedHashMap<>();
    commands.put("acquire", new LockCommand.Acquire(LOCK, "owner", 30_000, 5_000));
    commands.put("acquire-least", new LockCommand.Acquire(ELECTION, "o", 10, 0));
    commands.put("acquire-most", new LockCommand.Acquire(LOCK, "o", 86_400_000, 600_000));
    commands.put("renew", new LockCommand.Renew(LOCK, "owner", 300));
    commands.put("release", new LockCommand.Release(ELECTION, "\u00fc", LAST));
    commands.put("withdraw", new LockCommand.Withdraw(LOCK, "owner", 4_000));
    commands.put("expire", new LockCommand.Expire(LOCK, 300, 1L << 40));
    commands.put("time-out", new LockCommand.TimeOut(ELECTION, 1, Long.MAX_VALUE));
    return commands;
  }

  private static Map<String, LockEvent> events() {
    Map<String, LockEvent> events = new LinkedHashMap<>();
    events.put("granted", new LockEvent.Granted(LOCK, "owner", 300, 4_000, 30_000, true));
    events.put("granted-unclaimed", new LockEvent.Granted(ELECTION, "o", LAST, 1, 10, false));
    events.put("waits", new LockEvent.Waits(LOCK, "owner", 4_000, 4_001, 5_000, 30_000));
    events.put(
        "released", new LockEvent.Ended(LOCK, "owner", 300, LockEvent.Ended.Reason.RELEASED));
    events.put("expired", new LockEvent.Ended(LOCK, "owner", 1, LockEvent.Ended.Reason.EXPIRED));
    events.put("left-granted", new LockEvent.Left(LOCK, "o", 9, LockEvent.Left.Reason.GRANTED));
    events.put("left", new LockEvent.Left(ELECTION, "o", 9, LockEvent.Left.Reason.WITHDRAWN));
    events.put("timed-out", new LockEvent.Left(LOCK, "o", 9, LockEvent.Left.Reason.TIMED_OUT));
    return events;
  }

  private static Map<String, LockQuery> queries() {
    Map<String, LockQuery> queries = new LinkedHashMap<>();
    queries.put("standing", new LockQuery.Standing(ELECTION, "owner"));
    queries.put("page", new LockQuery.Page(Space.LOCK, "", 500));
    queries.put("page-after", new LockQuery.Page(Space.ELECTION, "\u00fc", 1));
    queries.put("all", new LockQuery.All());
    return queries;
  }

  private static LockReply.View view() {
    return new LockReply.View(
        List.of(
            new LockEvent.Granted(LOCK, "owner", 300, 4_000, 30_000, true),
            new LockEvent.Waits(LOCK, "a", 4_001, 4_001, 5_000, 30_000),
            new LockEvent.Waits(LOCK, "b", 4_002, 4_003, 1, 10),
            new LockEvent.Granted(ELECTION, "o", LAST, 1, 10, false)));
  }

  private static Map<String, LockReply> replies() {
    Map<String, LockReply> replies = new LinkedHashMap<>();
    replies.put("granted", new LockReply.Granted(LAST, 1L << 40, 30_000));
    replies.put("waiting", new LockReply.Waiting(4_000, 1));
    replies.put("locked", new LockReply.Locked(300, "\u00fc"));
    replies.put("done", new LockReply.Done());
    replies.put("lost", new LockReply.Lost());
    replies.put("stale", new LockReply.Stale());
    replies.put("free", new LockReply.Free());
    replies.put("full", new LockReply.Full());
    replies.put("malformed", new LockReply.Malformed());
    replies.put("view", view());
    replies.put("view-empty", new LockReply.View(List.of()));
    replies.put(
        "page",
        new LockReply.Page(
            List.of(
                new LockReply.Held("a", "owner", 300, 30_000, 4_096),
                new LockReply.Held("\u00fc", "o", LAST, 10, 0)),
            true));
    replies.put("page-empty", new LockReply.Page(List.of(), false));
    return replies;
  }

  private static <T> void assertReleased(
      String file, Map<String, T> samples, Function<T, byte[]> encode, Reader<T> reader)
      throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    samples.forEach((name, sample) -> encoded.put(name, encode.apply(sample)));
    Golden.assertSame(file, encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read(file).entrySet()) {
      assertThat(reader.decode(golden.getValue())).isEqualTo(samples.get(golden.getKey()));
    }
  }

  @Test
  void commandsHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    assertReleased("lock-command.txt", commands(), LockCommand::encode, LockCommand::decode);
  }

  @Test
  void eventsHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    assertReleased("lock-event.txt", events(), LockEvent::encode, LockEvent::decode);
  }

  @Test
  void queriesHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    assertReleased("lock-query.txt", queries(), LockQuery::encode, LockQuery::decode);
  }

  @Test
  void repliesHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    assertReleased("lock-reply.txt", replies(), LockReply::encode, LockReply::decode);
  }

  @Test
  void aSnapshotHasItsReleasedBytesAndIsRead() throws IOException {
    LockTable table = new LockTable(LockLimits.STANDARD);
    Tables.apply(table, 7, new LockCommand.Acquire(LOCK, "owner", 30_000, 0));
    Tables.apply(table, 8, new LockCommand.Acquire(LOCK, "\u00fc", 10, 5_000));
    Tables.apply(table, 9, new LockCommand.Acquire(LOCK, "third", 10, 600_000));
    Tables.apply(table, 10, new LockCommand.Acquire(ELECTION, "o", 86_400_000, 0));
    Tables.apply(table, 11, new LockCommand.Release(LOCK, "owner", 1));
    Golden.assertSame("lock-snapshot.txt", Map.of("locks", Tables.save(table)));
    byte[] golden = Golden.read("lock-snapshot.txt").get("locks");
    LockTable loaded = Tables.load(new LockTable(LockLimits.STANDARD), golden);
    assertThat(Tables.save(loaded)).isEqualTo(golden);
    assertThat(Tables.view(loaded)).isEqualTo(Tables.view(table)).hasSize(3);
    assertThat(Tables.apply(loaded, 12, new LockCommand.Release(LOCK, "\u00fc", 3)))
        .isEqualTo(new LockReply.Done());
  }

  @Test
  void theLockOfAViewIsSaidOnce() throws MalformedException {
    byte[] bytes = view().encode();
    assertThat(Tables.reply(bytes)).isEqualTo(view());
    assertThatThrownBy(() -> LockReply.decode(new byte[] {1, 10, 5, 1, 'o', 1, 1, 1, 10}))
        .hasMessageContaining("a wait for the lock before, and there is none");
    byte[] again = {1, 10, 1, 0, 1, 'a', 1, 'o', 1, 1, 10, 1, 2, 0, 1, 'a', 1, 'p', 1, 1, 1, 10};
    assertThatThrownBy(() -> LockReply.decode(again))
        .hasMessageContaining("a lock that is said again");
  }

  @Test
  void whatIsOutOfRangeCannotBeMade() {
    assertRefused(() -> new LockCommand.Acquire(LOCK, "o", 9, 0), "a time-to-live must be 10 to");
    assertRefused(() -> new LockCommand.Acquire(LOCK, "o", 86_400_001, 0), "not 86400001");
    assertRefused(() -> new LockCommand.Acquire(LOCK, "o", 10, -1), "a wait must be 0 to 600000");
    assertRefused(() -> new LockCommand.Acquire(LOCK, "o", 10, 600_001), "not 600001");
    assertRefused(() -> new LockCommand.Acquire(LOCK, "", 10, 0), "an owner must have 1 to 256");
    assertRefused(() -> new LockCommand.Renew(LOCK, "x".repeat(257), 1), "not 257");
    assertRefused(() -> new LockCommand.Renew(LOCK, "o", 0), "a token must be positive: 0");
    assertRefused(() -> new LockCommand.Release(LOCK, "o", 0), "a token must be positive: 0");
    assertRefused(() -> new LockCommand.Withdraw(LOCK, "o", 0), "a waiter must be positive: 0");
    assertRefused(() -> new LockCommand.Expire(LOCK, 1, 0), "a renewal must be positive: 0");
    assertRefused(() -> new LockCommand.TimeOut(LOCK, 1, 0), "a renewal must be positive: 0");
    assertRefused(() -> new LockName(Space.LOCK, ""), "a lock's name must have 1 to 1024");
    assertRefused(() -> new LockName(Space.LOCK, "\u00fc".repeat(513)), "not 1026");
    assertRefused(() -> new LockQuery.Page(Space.LOCK, "", 0), "1 to 500 locks, not 0");
    assertRefused(() -> new LockQuery.Page(Space.LOCK, "", 501), "1 to 500 locks, not 501");
  }

  private static void assertRefused(ThrowingCallable make, String why) {
    assertThatThrownBy(make).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
  }

  @Provide
  Arbitrary<LockCommand> anyCommand() {
    Arbitrary<LockName> locks =
        Combinators.combine(Arbitraries.of(Space.values()), texts(340)).as(LockName::new);
    Arbitrary<String> owners = texts(85);
    Arbitrary<Long> numbers = Arbitraries.longs().greaterOrEqual(1);
    Arbitrary<Long> ttls = Arbitraries.longs().between(10, 86_400_000);
    Arbitrary<Long> waits = Arbitraries.longs().between(0, 600_000);
    return Arbitraries.oneOf(
        Combinators.combine(locks, owners, ttls, waits).as(LockCommand.Acquire::new),
        Combinators.combine(locks, owners, numbers).as(LockCommand.Renew::new),
        Combinators.combine(locks, owners, numbers).as(LockCommand.Release::new),
        Combinators.combine(locks, owners, numbers).as(LockCommand.Withdraw::new),
        Combinators.combine(locks, numbers, numbers).as(LockCommand.Expire::new),
        Combinators.combine(locks, numbers, numbers).as(LockCommand.TimeOut::new));
  }

  private static Arbitrary<String> texts(int chars) {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(chars)
        .filter(s -> s.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000));
  }

  @Property(tries = 1_000, seed = "6")
  void everyCommandComesBack(@ForAll("anyCommand") LockCommand command) throws MalformedException {
    assertThat(LockCommand.decode(command.encode())).isEqualTo(command);
  }

  /** Whatever the bytes are, they are refused, or are exactly what they decode to. */
  @Test
  void damagedBytesAreRefusedOrAreExactlyWhatTheyDecodeTo() {
    int[] read = new int[4];
    Random random = new Random(4);
    List<byte[]> commands = commands().values().stream().map(LockCommand::encode).toList();
    List<byte[]> events = events().values().stream().map(LockEvent::encode).toList();
    List<byte[]> queries = queries().values().stream().map(LockQuery::encode).toList();
    List<byte[]> replies = replies().values().stream().map(LockReply::encode).toList();
    List<byte[]> all = Stream.of(commands, events, queries, replies).flatMap(List::stream).toList();
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = damaged(random, all.get(random.nextInt(all.size())));
      read[0] += comesBack(bytes, b -> LockCommand.decode(b).encode());
      read[1] += comesBack(bytes, b -> LockEvent.decode(b).encode());
      read[2] += comesBack(bytes, b -> LockQuery.decode(b).encode());
      read[3] += comesBack(bytes, b -> LockReply.decode(b).encode());
    }
    System.out.printf(
        "damaged lock bytes: of 60,000, %d were commands, %d events, %d queries, %d replies%n",
        read[0], read[1], read[2], read[3]);
    assertThat(Arrays.stream(read).min().orElse(0)).isGreaterThan(500);
  }

  private static byte[] damaged(Random random, byte[] bytes) {
    byte[] damaged = Arrays.copyOf(bytes, Math.max(1, bytes.length + random.nextInt(3) - 1));
    for (int flips = random.nextInt(3); flips > 0; flips--) {
      damaged[random.nextInt(damaged.length)] =
          (byte) random.nextInt(random.nextBoolean() ? 12 : 256);
    }
    return damaged;
  }

  private static int comesBack(byte[] bytes, Reader<byte[]> again) {
    try {
      assertThat(again.decode(bytes)).isEqualTo(bytes);
      return 1;
    } catch (MalformedException | IllegalArgumentException expected) {
      return 0;
    }
  }
}
