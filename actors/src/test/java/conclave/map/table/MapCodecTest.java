package conclave.map.table;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MapCodecTest {
  private static final byte[] VALUE = {0, 1, -1};

  private static Map<String, MapCommand> commands() {
    Map<String, MapCommand> commands = new LinkedHashMap<>();
    commands.put("put", new MapCommand.Put("map", "key", VALUE, Condition.ANY));
    commands.put("put-absent", new MapCommand.Put("m", "\u00fc", new byte[0], Condition.ABSENT));
    commands.put("put-version", new MapCommand.Put("m", "k", VALUE, Condition.version(300)));
    commands.put("delete", new MapCommand.Delete("m", "k", Condition.ANY));
    commands.put("delete-version", new MapCommand.Delete("m", "k", Condition.version(1L << 52)));
    return commands;
  }

  private static Map<String, MapQuery> queries() {
    Map<String, MapQuery> queries = new LinkedHashMap<>();
    queries.put("get", new MapQuery.Get("map", "key"));
    queries.put("keys", new MapQuery.Keys("m", "", 1_000));
    queries.put("keys-after", new MapQuery.Keys("m", "k", 1));
    queries.put("size", new MapQuery.Size("m"));
    queries.put("get-since", new MapQuery.GetSince("map", "key", 300));
    return queries;
  }

  private static Map<String, MapReply> replies() {
    Map<String, MapReply> replies = new LinkedHashMap<>();
    replies.put("written", new MapReply.Written((1L << 53) - 1));
    replies.put("mismatch", new MapReply.Mismatch(300));
    replies.put("mismatch-absent", new MapReply.Mismatch(0));
    replies.put("not-found", new MapReply.NotFound());
    replies.put("found", new MapReply.Found(1, VALUE));
    replies.put("deleted", new MapReply.Deleted(128));
    replies.put("full", new MapReply.Full());
    replies.put("malformed", new MapReply.Malformed());
    replies.put("keys", new MapReply.Keys(List.of("a", "\u00fc"), true));
    replies.put("keys-none", new MapReply.Keys(List.of(), false));
    replies.put("size", new MapReply.Size(10_000_000));
    replies.put("behind", new MapReply.Behind(299));
    return replies;
  }

  @Test
  void commandsHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    commands().forEach((name, command) -> encoded.put(name, command.encode()));
    Golden.assertSame("map-command.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("map-command.txt").entrySet()) {
      assertThat(MapCommand.decode(golden.getValue())).isEqualTo(commands().get(golden.getKey()));
    }
  }

  @Test
  void queriesHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    queries().forEach((name, query) -> encoded.put(name, query.encode()));
    Golden.assertSame("map-query.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("map-query.txt").entrySet()) {
      assertThat(MapQuery.decode(golden.getValue())).isEqualTo(queries().get(golden.getKey()));
    }
  }

  @Test
  void repliesHaveTheirReleasedBytesAndReadThem() throws IOException, MalformedException {
    Map<String, byte[]> encoded = new LinkedHashMap<>();
    replies().forEach((name, reply) -> encoded.put(name, reply.encode()));
    Golden.assertSame("map-reply.txt", encoded);
    for (Map.Entry<String, byte[]> golden : Golden.read("map-reply.txt").entrySet()) {
      assertThat(MapReply.decode(golden.getValue())).isEqualTo(replies().get(golden.getKey()));
    }
  }

  @Test
  void aSnapshotHasItsReleasedBytesAndIsRead() throws IOException {
    MapTable table = new MapTable(MapLimits.STANDARD);
    commands().values().forEach(command -> table.apply(1, command.encode()));
    Golden.assertSame("map-snapshot.txt", Map.of("map", MapTableTest.save(table)));
    MapTable loaded = new MapTable(MapLimits.STANDARD);
    byte[] golden = Golden.read("map-snapshot.txt").get("map");
    loaded.load(new DataInputStream(new ByteArrayInputStream(golden)));
    assertThat(MapTableTest.save(loaded)).isEqualTo(golden);
    assertThat(MapTableTest.decode(loaded.query(new MapQuery.Get("map", "key").encode())))
        .isEqualTo(new MapReply.Found(1, VALUE));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(340)
        .filter(s -> s.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000));
  }

  @Provide
  Arbitrary<Condition> conditions() {
    return Arbitraries.oneOf(
        Arbitraries.of(Condition.ANY, Condition.ABSENT),
        Arbitraries.longs().greaterOrEqual(1).map(Condition::version));
  }

  @Provide
  Arbitrary<MapCommand> anyCommand() {
    Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(100);
    return Arbitraries.oneOf(
        Combinators.combine(names(), names(), values, conditions()).as(MapCommand.Put::new),
        Combinators.combine(names(), names(), conditions()).as(MapCommand.Delete::new));
  }

  @Property(tries = 1_000, seed = "6")
  void everyCommandComesBack(@ForAll("anyCommand") MapCommand command) throws MalformedException {
    assertThat(MapCommand.decode(command.encode())).isEqualTo(command);
  }

  @Property(tries = 500, seed = "7")
  void everyPageAndValueComesBack(@ForAll("names") String key, @ForAll byte[] value)
      throws MalformedException {
    MapReply page = new MapReply.Keys(List.of(key, "k", key), value.length % 2 == 0);
    assertThat(MapReply.decode(page.encode())).isEqualTo(page);
    MapReply found = new MapReply.Found(value.length + 1, value);
    assertThat(MapReply.decode(found.encode())).isEqualTo(found);
    MapQuery keys = new MapQuery.Keys(key, key, 1 + value.length % 1_000);
    assertThat(MapQuery.decode(keys.encode())).isEqualTo(keys);
  }
}
