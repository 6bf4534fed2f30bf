package conclave.map.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapTableTest {
  private static final int ENTRY = MapLimits.ENTRY_OVERHEAD_BYTES;
  private static final int MAP = MapLimits.MAP_OVERHEAD_BYTES;

  private final MapTable table = new MapTable(MapLimits.STANDARD);

  private static MapReply put(MapTable table, String key, int length, Condition condition) {
    return apply(table, new MapCommand.Put("m", key, new byte[length], condition));
  }

  private MapReply put(String key, Condition condition) {
    return put(table, key, 1, condition);
  }

  private MapReply delete(String key, Condition condition) {
    return apply(table, new MapCommand.Delete("m", key, condition));
  }

  private static MapReply apply(MapTable table, MapCommand command) {
    return decode(table.apply(1, command.encode()));
  }

  private MapReply ask(MapQuery query) {
    return decode(table.query(query.encode()));
  }

  static MapReply decode(byte[] bytes) {
    try {
      return MapReply.decode(bytes);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneCounterGivesEveryChangeANewVersion() {
    assertThat(put("a", Condition.ANY)).isEqualTo(new MapReply.Written(1));
    assertThat(put("b", Condition.ANY)).isEqualTo(new MapReply.Written(2));
    assertThat(put("a", Condition.ANY)).isEqualTo(new MapReply.Written(3));
    assertThat(delete("a", Condition.ANY)).isEqualTo(new MapReply.Deleted(4));
    assertThat(put("a", Condition.ANY)).isEqualTo(new MapReply.Written(5));
  }

  @Test
  void aRefusedCommandUsesNoVersion() {
    put("a", Condition.ANY);
    put("a", Condition.ABSENT);
    delete("b", Condition.ANY);
    assertThat(put("a", Condition.ANY)).isEqualTo(new MapReply.Written(2));
  }

  @Test
  void absentMeansThatThereIsNoSuchKey() {
    assertThat(put("a", Condition.ABSENT)).isEqualTo(new MapReply.Written(1));
    assertThat(put("a", Condition.ABSENT)).isEqualTo(new MapReply.Mismatch(1));
    delete("a", Condition.ANY);
    assertThat(put("a", Condition.ABSENT)).isEqualTo(new MapReply.Written(3));
  }

  @Test
  void aVersionMeansThatVeryOneAndZeroIsAnsweredForAnAbsentKey() {
    assertThat(put("a", Condition.version(1))).isEqualTo(new MapReply.Mismatch(0));
    put("a", Condition.ANY);
    assertThat(put("a", Condition.version(1))).isEqualTo(new MapReply.Written(2));
    assertThat(put("a", Condition.version(1))).isEqualTo(new MapReply.Mismatch(2));
  }

  @Test
  void aDeleteChecksItsConditionBeforeItMissesTheKey() {
    assertThat(delete("a", Condition.ANY)).isEqualTo(new MapReply.NotFound());
    assertThat(delete("a", Condition.ABSENT)).isEqualTo(new MapReply.NotFound());
    assertThat(delete("a", Condition.version(7))).isEqualTo(new MapReply.Mismatch(0));
    put("a", Condition.ANY);
    assertThat(delete("a", Condition.version(7))).isEqualTo(new MapReply.Mismatch(1));
    assertThat(delete("a", Condition.version(1))).isEqualTo(new MapReply.Deleted(2));
  }

  @Test
  void whatWasWrittenIsFoundUnderItsVersionInItsMapOnly() {
    apply(table, new MapCommand.Put("m", "a", new byte[] {1, 2}, Condition.ANY));
    assertThat(ask(new MapQuery.Get("m", "a"))).isEqualTo(new MapReply.Found(1, new byte[] {1, 2}));
    assertThat(ask(new MapQuery.Get("n", "a"))).isEqualTo(new MapReply.NotFound());
    assertThat(ask(new MapQuery.Get("m", "b"))).isEqualTo(new MapReply.NotFound());
  }

  @Test
  void whoAsksSinceAVersionIsAnsweredOnceAnyKeyHasIt() {
    MapQuery since = new MapQuery.GetSince("m", "a", 2);
    put("a", Condition.ANY);
    assertThat(ask(since)).isEqualTo(new MapReply.Behind(1));
    assertThat(MapReply.isBehind(new MapReply.Behind(1).encode())).isTrue();
    put("b", Condition.ANY);
    assertThat(ask(since)).isInstanceOf(MapReply.Found.class);
    assertThat(ask(new MapQuery.GetSince("m", "c", 2))).isEqualTo(new MapReply.NotFound());
  }

  @Test
  void keysComeInPagesInOrder() {
    List.of("c", "a", "d", "b").forEach(key -> put(key, Condition.ANY));
    assertThat(ask(new MapQuery.Keys("m", "", 3)))
        .isEqualTo(new MapReply.Keys(List.of("a", "b", "c"), true));
    assertThat(ask(new MapQuery.Keys("m", "c", 3)))
        .isEqualTo(new MapReply.Keys(List.of("d"), false));
    assertThat(ask(new MapQuery.Keys("m", "", 4)))
        .isEqualTo(new MapReply.Keys(List.of("a", "b", "c", "d"), false));
    assertThat(ask(new MapQuery.Keys("n", "", 4))).isEqualTo(new MapReply.Keys(List.of(), false));
    assertThat(ask(new MapQuery.Size("m"))).isEqualTo(new MapReply.Size(4));
    assertThat(ask(new MapQuery.Size("n"))).isEqualTo(new MapReply.Size(0));
  }

  @Test
  void oneEntryTooManyIsFull() {
    MapTable small = new MapTable(new MapLimits(10_000, 2));
    put(small, "a", 1, Condition.ANY);
    put(small, "b", 1, Condition.ANY);
    assertThat(put(small, "c", 1, Condition.ANY)).isEqualTo(new MapReply.Full());
    assertThat(put(small, "b", 2, Condition.ANY)).isEqualTo(new MapReply.Written(3));
    apply(small, new MapCommand.Delete("m", "a", Condition.ANY));
    assertThat(put(small, "c", 1, Condition.ANY)).isEqualTo(new MapReply.Written(5));
  }

  @Test
  void oneByteTooManyIsFullAndADeleteGivesAllOfItBack() {
    MapTable small = new MapTable(new MapLimits(MAP + 1 + ENTRY + 1 + 10, 9));
    assertThat(put(small, "a", 11, Condition.ANY)).isEqualTo(new MapReply.Full());
    assertThat(put(small, "a", 10, Condition.ANY)).isEqualTo(new MapReply.Written(1));
    assertThat(put(small, "a", 11, Condition.ANY)).isEqualTo(new MapReply.Full());
    assertThat(put(small, "a", 9, Condition.ANY)).isEqualTo(new MapReply.Written(2));
    assertThat(put(small, "b", 0, Condition.ANY)).isEqualTo(new MapReply.Full());
    apply(small, new MapCommand.Delete("m", "a", Condition.ANY));
    assertThat(put(small, "b", 10, Condition.ANY)).isEqualTo(new MapReply.Written(4));
  }

  @Test
  void aFailedConditionIsToldBeforeFull() {
    MapTable small = new MapTable(new MapLimits(1, 1));
    assertThat(put(small, "a", 1, Condition.version(3))).isEqualTo(new MapReply.Mismatch(0));
    assertThat(put(small, "a", 1, Condition.ANY)).isEqualTo(new MapReply.Full());
  }

  @Test
  void atTheEndOfTheVersionsNothingChangesAnyMore() throws IOException {
    put("a", Condition.ANY);
    byte[] snapshot = save(table);
    java.nio.ByteBuffer.wrap(snapshot).putLong(14, MapTable.MAX_VERSION - 1);
    table.load(new DataInputStream(new ByteArrayInputStream(snapshot)));
    assertThat(put("b", Condition.ANY)).isEqualTo(new MapReply.Written((1L << 53) - 1));
    assertThat(put("b", Condition.ANY)).isEqualTo(new MapReply.Full());
    assertThat(delete("b", Condition.ANY)).isEqualTo(new MapReply.Full());
  }

  @Test
  void bytesThatAreNoCommandOrQueryAreAnsweredMalformed() {
    assertThat(decode(table.apply(1, new byte[] {9}))).isEqualTo(new MapReply.Malformed());
    assertThat(decode(table.query(new byte[0]))).isEqualTo(new MapReply.Malformed());
  }

  @Test
  void aSnapshotMadeUnderOtherLimitsIsRefusedWithBoth() throws IOException {
    byte[] snapshot = save(new MapTable(new MapLimits(5, 6)));
    assertThatThrownBy(() -> table.load(new DataInputStream(new ByteArrayInputStream(snapshot))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("5 bytes and 6 entries")
        .hasMessageContaining("maxEntries=10000000");
  }

  @Test
  void aSnapshotWhoseCounterIsBehindItsEntriesIsRefused() throws IOException {
    put("a", Condition.ANY);
    put("a", Condition.ANY);
    byte[] snapshot = save(table);
    java.nio.ByteBuffer.wrap(snapshot).putLong(14, 1);
    assertThatThrownBy(() -> table.load(new DataInputStream(new ByteArrayInputStream(snapshot))))
        .isInstanceOf(IOException.class)
        .hasMessage("version 2, but the last one was 1");
  }

  @Test
  void namesAndKeysHaveOneTo1024BytesOfUtf8() throws MalformedException {
    String longest = "\u00e4".repeat(512);
    MapCommand fits = new MapCommand.Put(longest, longest, new byte[0], Condition.ANY);
    assertThat(MapCommand.decode(fits.encode())).isEqualTo(fits);
    for (String wrong : new String[] {"", longest + "x", "\ud800"}) {
      assertThatThrownBy(() -> new MapCommand.Put(wrong, "k", new byte[0], Condition.ANY))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new MapCommand.Delete("m", wrong, Condition.ANY))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new MapQuery.Get("m", wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new MapQuery.Get("m", longest + "x"))
        .hasMessage("a key must have 1 to 1024 bytes of UTF-8, not 1025");
  }

  @Test
  void conditionsLimitsAndPagesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> Condition.version(0)).hasMessageContaining("version 0");
    assertThatThrownBy(() -> new Condition(Condition.Kind.ANY, 1)).hasMessageContaining("ANY");
    assertThatThrownBy(() -> new MapLimits(0, 1)).hasMessageContaining("maxBytes 0");
    assertThatThrownBy(() -> new MapQuery.Keys("m", "", 1_001)).hasMessageContaining("1001");
  }

  @Test
  void everyReplySettlesARequestButThatItIsFullOrMalformed() {
    for (MapReply reply :
        List.of(
            new MapReply.Written(1),
            new MapReply.Deleted(1),
            new MapReply.Mismatch(0),
            new MapReply.NotFound())) {
      assertThat(table.settles(new byte[0], reply.encode())).as("%s", reply).isTrue();
    }
    for (MapReply reply : List.of(new MapReply.Full(), new MapReply.Malformed())) {
      assertThat(table.settles(new byte[0], reply.encode())).as("%s", reply).isFalse();
    }
  }

  static byte[] save(MapTable table) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.save(new DataOutputStream(out));
    return out.toByteArray();
  }
}
