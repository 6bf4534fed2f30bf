package conclave.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/** The log against a dumb twin: a plain list that is never compacted, and two numbers. */
final class RaftLogTest {

  private static final int TRIES = 120;
  private static final int STEPS = 40;
  private static final int[] DONE = new int[5];

  private final List<Entry> twin = new ArrayList<>();
  private RaftLog log = new RaftLog(SnapshotId.NONE, List.of());
  private long term = 1;

  @Property(tries = TRIES, seed = "3")
  void agreesWithAPlainList(@ForAll long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      int what = random.nextInt(10);
      if (what < 5) {
        append(random);
      } else if (what < 7) {
        truncate(random);
      } else if (what < 9) {
        compact(random);
      } else {
        reset(random);
      }
      compare(random);
    }
  }

  @AfterContainer
  static void itDidEnough() {
    System.out.printf(
        "RaftLog: %d appends, %d truncations, %d compactions, %d resets, %d configurations%n",
        DONE[0], DONE[1], DONE[2], DONE[3], DONE[4]);
    for (int done : DONE) {
      assertThat(done).isGreaterThan(TRIES);
    }
  }

  private void append(Random random) {
    List<Entry> added = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      term += random.nextInt(4) == 0 ? 1 : 0;
      added.add(entry(twin.size() + added.size() + 1L, random));
    }
    log.append(added);
    twin.addAll(added);
    DONE[0]++;
  }

  private Entry entry(long index, Random random) {
    EntryId id = new EntryId(term, index);
    if (random.nextInt(6) > 0) {
      return new Entry(id, Entry.Kind.COMMAND, new byte[random.nextInt(30)]);
    }
    DONE[4]++;
    Configuration configuration = Configuration.of(new NodeId("n", 1 + random.nextInt(9)));
    return new Entry(id, Entry.Kind.CONFIGURATION, ConfigurationCodec.encode(configuration));
  }

  private void truncate(Random random) {
    long from = between(random, log.base().index() + 1, twin.size() + 1L);
    int removed = log.truncateFrom(from);
    assertThat(removed).isEqualTo(twin.size() - (int) from + 1);
    twin.subList((int) from - 1, twin.size()).clear();
    DONE[1]++;
  }

  private void compact(Random random) {
    long to = between(random, log.base().index(), twin.size());
    long keep = random.nextInt(200);
    final long base = log.base().index();
    log.compact(to, keep);

    long expected = to;
    long kept = 0;
    while (expected > base && kept + twin.get((int) expected - 1).sizeBytes() <= keep) {
      kept += twin.get((int) expected - 1).sizeBytes();
      expected--;
    }
    assertThat(log.base().index()).isEqualTo(Math.max(base, expected));
    DONE[2]++;
  }

  /** A snapshot of a longer log: the twin gets entries that the log itself never saw. */
  private void reset(Random random) {
    term++;
    twin.add(entry(twin.size() + 1L, random));
    EntryId last = idAt(twin.size());
    log.reset(new SnapshotId(last, configurationAt(twin.size())));
    assertThat(log.bytes()).isZero();
    DONE[3]++;
  }

  private void compare(Random random) {
    long base = log.base().index();
    assertThat(log.base()).isEqualTo(idAt(base));
    assertThat(log.last()).isEqualTo(idAt(twin.size()));
    assertThat(log.bytes()).isEqualTo(tail(base).stream().mapToLong(Entry::sizeBytes).sum());
    assertThat(log.configuration()).isEqualTo(configurationAt(twin.size()));
    long index = between(random, base, twin.size());
    assertThat(log.configurationAt(index)).isEqualTo(configurationAt(index));
    assertThat(log.termAt(index)).isEqualTo(idAt(index).term());
    assertThat(log.contains(idAt(index))).isTrue();
    assertThat(log.contains(new EntryId(term + 1, index + 1))).isFalse();
    assertThat(log.termAt(twin.size() + 1L)).isEqualTo(-1);
    assertThat(log.range(base + 1, index)).isEqualTo(twin.subList((int) base, (int) index));
    compareSlice(base + 1 + random.nextInt(3), random.nextInt(300));
    compareFloor(new EntryId(1 + random.nextInt((int) term), 1 + random.nextInt(twin.size() + 3)));
  }

  private void compareSlice(long from, long maxBytes) {
    List<Entry> expected = new ArrayList<>();
    long size = 0;
    for (Entry entry : tail(Math.min(from - 1, twin.size()))) {
      size += entry.sizeBytes();
      if (expected.isEmpty() || size <= maxBytes) {
        expected.add(entry);
      } else {
        break;
      }
    }
    assertThat(log.slice(from, maxBytes)).isEqualTo(expected);
  }

  private void compareFloor(EntryId bound) {
    EntryId expected = log.base();
    for (Entry entry : tail(log.base().index())) {
      if (entry.index() <= bound.index() && entry.term() <= bound.term()) {
        expected = entry.id();
      }
    }
    assertThat(log.floor(bound)).isEqualTo(expected);
  }

  private List<Entry> tail(long after) {
    return twin.subList((int) after, twin.size());
  }

  private EntryId idAt(long index) {
    return index == 0 ? EntryId.NONE : twin.get((int) index - 1).id();
  }

  private Configuration configurationAt(long index) {
    Configuration latest = Configuration.EMPTY;
    for (Entry entry : twin.subList(0, (int) index)) {
      if (entry.kind() == Entry.Kind.CONFIGURATION) {
        latest = ConfigurationCodec.decode(entry.payload());
      }
    }
    return latest;
  }

  private static long between(Random random, long from, long to) {
    return from + random.nextInt((int) (to - from) + 1);
  }

  @Test
  void aRefusedAppendChangesNothing() {
    log = new RaftLog(SnapshotId.NONE, List.of());
    Entry first = command(1, 2);

    for (Entry bad : List.of(command(3, 2), command(2, 1), command(1, 2))) {
      assertThatThrownBy(() -> log.append(List.of(first, bad)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("entry " + bad.id() + " cannot follow 1@2");
      assertThat(log.last()).isEqualTo(EntryId.NONE);
      assertThat(log.bytes()).isZero();
    }
  }

  @Test
  void misuseNamesTheIndexAndWhatIsThere() {
    log = new RaftLog(new SnapshotId(new EntryId(2, 5), Configuration.EMPTY), List.of());
    log.append(List.of(command(6, 2)));

    assertThatThrownBy(() -> log.truncateFrom(5))
        .hasMessageContaining("5")
        .hasMessageContaining("5@2");
    assertThatThrownBy(() -> log.slice(5, 1)).hasMessageContaining("entry 5 was compacted");
    assertThatThrownBy(() -> log.range(6, 7)).hasMessageContaining("6..7");
  }

  private static Entry command(long index, long term) {
    return new Entry(new EntryId(term, index), Entry.Kind.COMMAND, new byte[0]);
  }
}
