package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.CrashPoint;
import conclave.sim.disk.SimDisk;
import conclave.sim.disk.SimDisk.Survival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Crashes one workload at every changing call of the disk, before and after its effect, lets what
 * was not synced be lost, kept or torn, opens again, and compares with what was asked for. With a
 * disk that lies it is to find violations.
 */
final class CrashTrial {

  /** A life of this seed has rolls, deletions and every kind of write. */
  static final long WORKLOAD = 11;

  static final int STEPS = 220;

  private final UnaryOperator<Disk> lie;
  private final int tornSeeds;
  final List<String> violations = new ArrayList<>();
  final Map<SimDisk.Op, Long> calls = new TreeMap<>();
  int crashPoints;
  int recoveries;
  int recoveryCrashes;
  private long workload = WORKLOAD;

  CrashTrial(UnaryOperator<Disk> lie, int tornSeeds) {
    this.lie = lie;
    this.tornSeeds = tornSeeds;
  }

  /** Every {@code stride}-th change is a crash point; 1 for all. */
  CrashTrial run(int stride) throws IOException {
    SimDisk whole = new SimDisk("sim");
    new Workload(lie.apply(whole), WORKLOAD).run(STEPS);
    for (SimDisk.Op op : SimDisk.Op.values()) {
      calls.put(op, whole.calls(op));
    }
    for (long change = 1; change <= whole.changes(); change += stride) {
      for (boolean afterwards : new boolean[] {false, true}) {
        crashPoints++;
        for (int i = 0; i < tornSeeds + 2; i++) {
          crash(change, afterwards, i);
        }
      }
    }
    return this;
  }

  /** Other workloads, each crashed at one change that its seed draws. */
  CrashTrial runSeeds(int seeds) throws IOException {
    for (int seed = 1; seed <= seeds; seed++) {
      workload = seed;
      SimDisk whole = new SimDisk("sim");
      new Workload(lie.apply(whole), seed).run(STEPS);
      SplittableRandom random = new SplittableRandom(seed);
      crashPoints++;
      crash(1 + random.nextInt((int) whole.changes()), random.nextBoolean(), 3 + seed);
    }
    return this;
  }

  private static Survival survival(int variant) {
    return variant == 0 ? Survival.LOST : variant == 1 ? Survival.KEPT : Survival.TORN;
  }

  private void crash(long change, boolean afterwards, int variant) throws IOException {
    SimDisk disk = new SimDisk("sim");
    disk.crashAt(change, afterwards);
    Workload life = new Workload(lie.apply(disk), workload);
    String where;
    try {
      life.run(STEPS);
      throw new AssertionError("no crash at change " + change);
    } catch (CrashPoint crash) {
      where =
          "seed %d, change %d, %s, variant %d"
              .formatted(workload, change, crash.getMessage(), variant);
    }
    disk.crash(survival(variant), new SplittableRandom(change * 31 + variant));
    if (variant == 2) {
      crashRecovery(disk, life, where);
    }
    verify(disk, life, where);
  }

  /** A second crash, at every change that the recovery makes. */
  private void crashRecovery(SimDisk crashed, Workload life, String where) throws IOException {
    for (long change = 1; ; change++) {
      SimDisk disk = crashed.copyOfDurable();
      disk.crashAt(change, change % 2 == 0);
      try {
        Journal.open(lie.apply(disk), Workload.SETTINGS);
        return;
      } catch (CrashPoint again) {
        recoveryCrashes++;
        disk.crash(Survival.TORN, new SplittableRandom(change));
        verify(disk, life, where + ", then in recovery " + again.getMessage());
      }
    }
  }

  private void verify(SimDisk disk, Workload life, String where) {
    recoveries++;
    try {
      Map<String, GroupModel> found = open(disk, where);
      int state = life.states.size() - 1;
      while (state >= life.synced && !life.states.get(state).equals(found)) {
        state--;
      }
      if (state < life.synced) {
        violations.add(where + ": found a state that is none of those since the last sync");
        return;
      }
      liveOn(disk, found, where);
    } catch (IOException | RuntimeException | AssertionError e) {
      violations.add(where + ": " + e);
    }
  }

  private Map<String, GroupModel> open(SimDisk disk, String where) throws IOException {
    Disk seen = lie.apply(disk);
    try (Journal journal = Journal.open(seen, Workload.SETTINGS)) {
      Map<String, GroupModel> found = new TreeMap<>();
      for (String group : Workload.GROUPS) {
        Journal.Opened opened = journal.openGroup(group, 1);
        if (opened.suspect() || !journal.stats().damage().isEmpty()) {
          violations.add(where + ": a crash was taken for " + journal.stats().damage());
        }
        found.put(group, GroupModel.of(opened));
        requireSnapshot(SnapshotStore.open(seen), group, opened.snapshot(), where);
      }
      return found;
    }
  }

  private void requireSnapshot(SnapshotStore store, String group, SnapshotId id, String where)
      throws IOException {
    if (id.last().index() == 0) {
      return;
    }
    byte[] expected = Workload.content(group, id);
    byte[] content = {};
    if (store.find(group, id.last()).isPresent()) {
      content = store.find(group, id.last()).get().stream().readAllBytes();
    }
    if (!Arrays.equals(content, expected)) {
      violations.add(where + ": no file of snapshot " + group + " " + id);
    }
  }

  /** The next life appends one entry to each group: nothing old may come back behind it. */
  private void liveOn(SimDisk disk, Map<String, GroupModel> found, String where)
      throws IOException {
    Map<String, GroupModel> expected = new TreeMap<>();
    Journal journal = Journal.open(lie.apply(disk), Workload.SETTINGS);
    for (String group : Workload.GROUPS) {
      GroupModel now = found.get(group);
      long term = now.hard().term() + 50;
      List<Entry> one = List.of(Entries.entry(term, now.last() + 1, term % 2 == 0 ? 3 : 40));
      Write write = Write.of(group, 1).with(new HardState(term, Optional.empty())).with(one);
      journal.openGroup(group, 1);
      journal.append(write);
      expected.put(group, now.after(write));
    }
    journal.sync();
    disk.crash(Survival.LOST, new SplittableRandom(0));
    if (!open(disk, where).equals(expected)) {
      violations.add(where + ": the next life did not find what it wrote");
    }
  }
}
