package conclave.journal;

import conclave.journal.disk.Disk;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One life of a node with a few groups: appends, overwrites, votes, snapshots, new incarnations,
 * rolls and deletions, drawn from a seed. Keeps every state that was ever asked for, in order, and
 * which of them was synced.
 */
final class Workload {

  static final JournalSettings SETTINGS = new JournalSettings(4 << 10, 700);
  static final List<String> GROUPS = List.of("a", "b", "c");
  private static final NodeId NODE = new NodeId("n1", 5);

  final List<Map<String, GroupModel>> states = new ArrayList<>();
  final List<String> trace = new ArrayList<>();
  int synced;
  private final Disk disk;
  private final SplittableRandom random;
  private final Map<String, Long> incarnations = new TreeMap<>();
  private Journal journal;
  private SnapshotStore snapshots;

  Workload(Disk disk, long seed) {
    this.disk = disk;
    this.random = new SplittableRandom(seed);
    Map<String, GroupModel> empty = new TreeMap<>();
    GROUPS.forEach(group -> empty.put(group, GroupModel.EMPTY));
    states.add(empty);
  }

  /** Runs to its end, or until the disk throws. Never closes: a life ends with a crash. */
  void run(int steps) throws IOException {
    journal = Journal.open(disk, SETTINGS);
    snapshots = SnapshotStore.open(disk);
    GROUPS.forEach(this::openGroup);
    for (int i = 0; i < steps; i++) {
      step(GROUPS.get(random.nextInt(GROUPS.size())));
    }
  }

  private void step(String group) throws IOException {
    switch (random.nextInt(16)) {
      case 0, 1 -> append(group, vote(group));
      case 2, 3, 4, 5, 6 -> append(group, entries(group, now(group).last() + 1));
      case 7 -> append(group, overwrite(group));
      case 8 -> append(group, vote(group).with(entries(group, now(group).last() + 1).entries()));
      case 9 -> snapshot(group, ownSnapshot(group));
      case 10 -> snapshot(group, installedSnapshot(group));
      case 11 -> openGroup(group);
      case 12 -> {
        journal.idle();
        synced();
      }
      default -> {
        journal.sync();
        synced();
      }
    }
  }

  GroupModel now(String group) {
    return states.get(states.size() - 1).get(group);
  }

  private Write write(String group) {
    return Write.of(group, incarnations.get(group));
  }

  private Write vote(String group) {
    Optional<NodeId> vote = random.nextBoolean() ? Optional.of(NODE) : Optional.empty();
    return write(group).with(new HardState(now(group).hard().term() + 1, vote));
  }

  /** Entries of the group's present term, which is above all of its log. */
  private Write entries(String group, long first) {
    long term = Math.max(1, now(group).hard().term());
    List<Entry> run = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      run.add(Entries.entry(term, first + i, random.nextInt(150)));
    }
    return write(group).with(run);
  }

  private Write overwrite(String group) {
    GroupModel now = now(group);
    long first = Math.max(now.snapshot().last().index() + 1, now.last() - random.nextInt(4));
    Write write = vote(group);
    long term = write.hardState().orElseThrow().term();
    return write.with(List.of(Entries.entry(term, first, random.nextInt(100))));
  }

  private static SnapshotId id(EntryId last) {
    return new SnapshotId(last, Configuration.of(NODE));
  }

  private SnapshotId ownSnapshot(String group) {
    List<Entry> entries = now(group).entries();
    return entries.isEmpty()
        ? now(group).snapshot()
        : id(entries.get(random.nextInt(entries.size())).id());
  }

  private SnapshotId installedSnapshot(String group) {
    long term = Math.max(1, now(group).hard().term());
    return id(new EntryId(term, now(group).last() + 1 + random.nextInt(3)));
  }

  private void snapshot(String group, SnapshotId id) throws IOException {
    if (id.last().index() == now(group).snapshot().last().index()) {
      return;
    }
    SnapshotStore.Writer writer = snapshots.begin(group, id);
    writer.write(ByteBuffer.wrap(content(group, id)));
    writer.commit();
    append(group, write(group).with(id));
    journal.sync();
    synced();
    snapshots.prune(group, id, last -> false);
  }

  static byte[] content(String group, SnapshotId id) {
    return (group + id.last()).repeat(20).getBytes(StandardCharsets.UTF_8);
  }

  private void openGroup(String group) {
    long incarnation = incarnations.merge(group, 1L, Long::sum);
    Journal.Opened opened = journal.openGroup(group, incarnation);
    synced();
    if (!GroupModel.of(opened).equals(now(group))) {
      throw new AssertionError("opened " + opened + " but wrote " + now(group));
    }
  }

  private void append(String group, Write write) {
    Map<String, GroupModel> next = new TreeMap<>(states.get(states.size() - 1));
    next.put(group, now(group).after(write));
    states.add(next);
    trace.add(group + " " + write);
    Journal.Outcome outcome = journal.append(write);
    if (outcome != Journal.Outcome.ACCEPTED) {
      throw new AssertionError(write + " was " + outcome);
    }
  }

  private void synced() {
    synced = states.size() - 1;
  }
}
