package conclave.map.table;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.machine.Machines;
import conclave.machine.RestartCheck;
import conclave.machine.SessionLimits;
import conclave.machine.StateMachine;
import conclave.machine.Traffic;
import conclave.raft.log.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MapPropertiesTest {
  private static final MapLimits LIMITS = new MapLimits(6_000, 16);

  /** Roomy, so that most commands reach the map. */
  private static final SessionLimits SESSIONS = new SessionLimits(50, 8, 100_000, 400_000);

  private static final int LENGTH = 200;

  /** The rules said again with a hash map, and sums made anew each time. */
  private static final class Model {
    record Slot(String map, String key) {}

    final Map<Slot, MapReply.Found> slots = new HashMap<>();
    long version;

    MapReply apply(MapCommand command) {
      Slot slot = new Slot(command.map(), command.key());
      long actual = slots.containsKey(slot) ? slots.get(slot).version() : 0;
      Condition condition = command.condition();
      boolean holds =
          switch (condition.kind()) {
            case ANY -> true;
            case ABSENT -> actual == 0;
            case VERSION -> actual == condition.version();
          };
      if (!holds) {
        return new MapReply.Mismatch(actual);
      }
      if (command instanceof MapCommand.Put put) {
        return put(slot, put.value());
      }
      return slots.remove(slot) == null ? new MapReply.NotFound() : new MapReply.Deleted(++version);
    }

    private MapReply put(Slot slot, byte[] value) {
      Map<Slot, MapReply.Found> after = new HashMap<>(slots);
      after.put(slot, new MapReply.Found(version + 1, value));
      boolean grows = bytes(after) > bytes(slots) || after.size() > slots.size();
      if (grows && (bytes(after) > LIMITS.maxBytes() || after.size() > LIMITS.maxEntries())) {
        return new MapReply.Full();
      }
      slots.put(slot, after.get(slot));
      return new MapReply.Written(++version);
    }

    private static long bytes(Map<Slot, MapReply.Found> slots) {
      long names = slots.keySet().stream().map(Slot::map).distinct().mapToInt(String::length).sum();
      long maps = slots.keySet().stream().map(Slot::map).distinct().count();
      return names
          + maps * MapLimits.MAP_OVERHEAD_BYTES
          + slots.keySet().stream().mapToLong(s -> s.key().length()).sum()
          + slots.values().stream().mapToLong(f -> f.value().length).sum()
          + (long) slots.size() * MapLimits.ENTRY_OVERHEAD_BYTES;
    }
  }

  @Test
  void everyReplyIsTheOneOfANaiveModel() {
    Map<String, Integer> seen = new TreeMap<>();
    for (long seed = 0; seed < 200; seed++) {
      MapTable table = new MapTable(LIMITS);
      Model model = new Model();
      RandomCommands commands = new RandomCommands(new Random(seed), 8);
      for (int i = 0; i < 150; i++) {
        MapCommand command = commands.next();
        MapReply reply = MapTableTest.decode(table.apply(i, command.encode()));
        assertThat(reply).as("seed %d, %s", seed, command).isEqualTo(model.apply(command));
        seen.merge(reply.getClass().getSimpleName(), 1, Integer::sum);
      }
      assertSameContent(table, model);
    }
    System.out.println("naive map: 30,000 commands, replies " + seen);
    assertThat(seen).containsOnlyKeys("Deleted", "Full", "Mismatch", "NotFound", "Written");
    assertThat(seen.values()).allMatch(count -> count >= 500);
  }

  private static void assertSameContent(MapTable table, Model model) {
    for (int map = 0; map < 3; map++) {
      String name = "map" + map;
      List<String> keys =
          model.slots.keySet().stream()
              .filter(s -> s.map().equals(name))
              .map(Model.Slot::key)
              .sorted()
              .toList();
      assertThat(MapTableTest.decode(table.query(new MapQuery.Keys(name, "", 99).encode())))
          .isEqualTo(new MapReply.Keys(keys, false));
      for (String key : keys) {
        assertThat(MapTableTest.decode(table.query(new MapQuery.Get(name, key).encode())))
            .isEqualTo(model.slots.get(new Model.Slot(name, key)));
      }
    }
  }

  private static Machines machines(StateMachine machine) {
    return new Machines(SESSIONS, Map.of(MapTable.NAME, machine));
  }

  private static List<Entry> log(long seed, int keys) {
    Map<Random, RandomCommands> commands = new HashMap<>();
    return new Traffic(
            seed,
            MapTable.NAME,
            random ->
                commands.computeIfAbsent(random, r -> new RandomCommands(r, keys)).next().encode())
        .log(LENGTH);
  }

  @Property(tries = 300, seed = "8")
  void aMapThatWasSavedAndLoadedAnywhereGoesOnAsIfNothingHappened(@ForAll long seed)
      throws IOException {
    int cut = new Random(seed).nextInt(LENGTH + 1);
    RestartCheck.run(() -> machines(new MapTable(LIMITS)), log(seed, 8), cut);
  }

  @Test
  void plantedBugASnapshotThatForgetsTheCounterIsFound() {
    assertFound("the counter is forgotten", () -> new PlantedBugs.ForgetsCounter(LIMITS), 8);
  }

  @Test
  void plantedBugACounterTakenFromWhatIsLeftIsFound() {
    assertFound(
        "the counter is taken from what is left", () -> new PlantedBugs.GuessesCounter(LIMITS), 8);
  }

  @Test
  void plantedBugASnapshotInHashOrderIsFound() {
    assertFound("the snapshot is in hash order", PlantedBugs.HashOrder::new, 40);
  }

  private static void assertFound(String bug, Supplier<StateMachine> planted, int keys) {
    int found = 0;
    int cuts = 0;
    for (long seed = 0; seed < 20; seed++) {
      int before = cuts;
      for (int cut = 5; cut < LENGTH; cut += 5) {
        try {
          RestartCheck.run(() -> machines(planted.get()), log(seed, keys), cut);
        } catch (AssertionError | IOException expected) {
          cuts++;
        }
      }
      found += cuts > before ? 1 : 0;
    }
    System.out.printf("planted: %s, found in %d of 20 logs, %d of 780 cuts%n", bug, found, cuts);
    assertThat(found).isGreaterThanOrEqualTo(18);
  }
}
