package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.Journal.Outcome;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import conclave.sim.disk.SimDisk.Survival;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A group that is written to rarely does not keep the segments that another one fills. */
class JournalBoundTest {

  private static final int PINNED = 3;
  private static final int MOST = 20;
  private static final JournalSettings SETTINGS = new JournalSettings(4 << 10, 700, PINNED, MOST);
  private static final String BUSY = "busy";
  private static final String IDLE = "idle";

  /** Steps from the wish for a snapshot to its mark; not enough for two segments. */
  private static final int LONGEST_SNAPSHOT = 5;

  /** Pinned ones, the one that made it too many, those of a snapshot's time, current and next. */
  private static final int USUAL = PINNED + 1 + 2 + 2;

  private final Map<String, EntryId> last = new TreeMap<>();
  private final Map<String, EntryId> covered = new TreeMap<>();
  private final Map<String, Integer> due = new TreeMap<>();
  private SimDisk disk = new SimDisk("sim");
  private Journal journal;
  private SplittableRandom random;
  private int sinceSnapshot;
  private int segments;
  private int most;
  private int wanted;
  private int crashes;

  private void open() {
    journal = Journal.open(disk, SETTINGS);
    for (String group : List.of(BUSY, IDLE)) {
      Journal.Opened opened = journal.openGroup(group, 1);
      List<Entry> entries = opened.entries();
      last.put(
          group,
          entries.isEmpty() ? opened.snapshot().last() : entries.get(entries.size() - 1).id());
    }
    covered.clear();
    covered.put(IDLE, EntryId.NONE);
    covered.put(BUSY, EntryId.NONE);
    due.clear();
  }

  private Outcome append(String group, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      EntryId id = new EntryId(1, last.get(group).index() + i);
      entries.add(new Entry(id, Entry.Kind.COMMAND, new byte[20 + random.nextInt(200)]));
    }
    Outcome outcome = journal.append(Write.of(group, 1).with(entries));
    if (outcome == Outcome.ACCEPTED) {
      last.put(group, entries.get(count - 1).id());
    }
    return outcome;
  }

  private void snapshot(String group) {
    if (!last.get(group).equals(covered.put(group, last.get(group)))) {
      SnapshotId id = new SnapshotId(last.get(group), Configuration.EMPTY);
      assertThat(journal.append(Write.of(group, 1).with(id))).isEqualTo(Outcome.ACCEPTED);
    }
  }

  private void step(boolean listens) {
    append(BUSY, 1 + random.nextInt(3));
    if (++sinceSnapshot > 15) {
      snapshot(BUSY);
      sinceSnapshot = 0;
    }
    if (random.nextInt(100) == 0) {
      append(IDLE, 1);
    }
    journal.sync();
    for (String group : listens ? journal.pinning() : List.<String>of()) {
      assertThat(group).isEqualTo(IDLE);
      wanted += due.containsKey(group) ? 0 : 1;
      due.putIfAbsent(group, random.nextInt(LONGEST_SNAPSHOT));
    }
    due.replaceAll((group, steps) -> steps - 1);
    for (String group : List.copyOf(due.keySet())) {
      if (due.get(group) < 0) {
        due.remove(group);
        snapshot(group);
        journal.sync();
      }
    }
    if (random.nextInt(4) == 0) {
      journal.idle();
    }
    most = Math.max(most, journal.stats().segments());
    assertThat(disk.used()).isLessThanOrEqualTo(SETTINGS.maxBytes());
  }

  /** Reopens behind each crash, of which there is one every few hundred changes of the disk. */
  @Test
  void whoIsAskedTakesASnapshotAndTheDiskStaysSmallOverCrashes() {
    for (int seed = 1; seed <= 20; seed++) {
      random = new SplittableRandom(seed);
      disk = new SimDisk("sim");
      open();
      for (int steps = 0; steps < 1_500; ) {
        disk.crashAt(disk.changes() + 1 + random.nextInt(600), random.nextBoolean());
        try {
          for (; steps < 1_500; steps++) {
            step(true);
          }
        } catch (CrashPoint crash) {
          crashes++;
          Survival survival = Survival.values()[random.nextInt(Survival.values().length)];
          disk.crash(survival, random);
          open();
        }
      }
      segments += journal.currentSegment();
      assertThat(most).as("segments, seed %d", seed).isLessThanOrEqualTo(USUAL);
    }
    System.out.printf(
        "bound of the disk: %d segments written, at most %d at a time (%d allowed, %d usual),"
            + " %d snapshots wanted of the idle group, %d crashes%n",
        segments, most, MOST + 1, USUAL, wanted, crashes);
    assertThat(segments).isGreaterThan(1_000);
    assertThat(wanted).isGreaterThan(100);
    assertThat(crashes).isGreaterThan(100);
  }

  @Test
  void whoTakesNoneFillsTheDiskToItsBoundAndNoFurtherAndItHealsAlone() {
    random = new SplittableRandom(1);
    open();
    append(IDLE, 1);
    for (int i = 0; i < 2_000; i++) {
      step(false);
    }
    assertThat(most).isGreaterThan(MOST - 2);
    assertThat(append(BUSY, 3)).isEqualTo(Outcome.NO_SPACE);
    assertThat(journal.stats().noSpace()).contains("segments are in use, which is the most");
    assertThat(journal.pinning()).containsExactly(IDLE);
    for (int term = 2; term < 50; term++) {
      Write vote = Write.of(BUSY, 1).with(new HardState(term, Optional.empty()));
      assertThat(journal.append(vote)).isEqualTo(Outcome.ACCEPTED);
    }
    journal.sync();
    assertThat(disk.used()).isLessThanOrEqualTo(SETTINGS.maxBytes());
    snapshot(IDLE);
    journal.sync();
    journal.tick();
    assertThat(append(BUSY, 3)).isEqualTo(Outcome.ACCEPTED);
    assertThat(journal.stats().noSpace()).isEmpty();
    assertThat(journal.pinning()).isEmpty();
    assertThat(journal.stats().segments()).isLessThanOrEqualTo(PINNED + 2);
    assertThat(journal.stats().bytes()).isEqualTo(disk.used());
  }
}
