package conclave.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.Journal;
import conclave.journal.JournalInspector;
import conclave.journal.JournalSettings;
import conclave.journal.SnapshotStore;
import conclave.journal.Write;
import conclave.journal.disk.LocalDisk;
import conclave.node.DataDirectory;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Directories of a cluster of n1, n2, ... as its nodes left them. */
final class Remains {

  static final String CLUSTER = "0f3c5a";
  static final String GROUP = "p0";
  private static final int SEGMENT = 16 << 10;

  private final Path folder;
  private final SortedMap<String, NodeId> nodes = new TreeMap<>();

  /** The directories of all of them. */
  Remains(Path folder, int size) throws IOException {
    this(folder, size, size);
  }

  /** A cluster of {@code size} nodes, of which the directories of the first ones are left. */
  Remains(Path folder, int size, int left) throws IOException {
    this.folder = folder;
    Random random = new Random(3);
    for (int i = 1; i <= size; i++) {
      String name = "n" + i;
      if (i > left) {
        nodes.put(name, new NodeId(name, random.nextLong()));
      } else {
        try (DataDirectory made = DataDirectory.open(path(name), name, random)) {
          nodes.put(name, made.self());
        }
      }
    }
    for (int i = 1; i <= left; i++) {
      String name = "n" + i;
      try (DataDirectory directory = DataDirectory.open(path(name), name, random)) {
        directory.remember(membership());
      }
      write(name, new HardState(1, Optional.empty()), List.of());
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  List<Path> paths(String... names) {
    return List.of(names).stream().map(this::path).toList();
  }

  NodeId node(String name) {
    return nodes.get(name);
  }

  Configuration voters() {
    return new Configuration(List.copyOf(nodes.values()), List.of());
  }

  private Membership membership() {
    return new Membership(
        CLUSTER,
        nodes.values().stream().map(id -> new Member(id, "h:" + id.name(), true)).toList());
  }

  LocalDisk disk(String name) throws IOException {
    return LocalDisk.at(path(name).resolve("journal"));
  }

  private Journal journal(String name) throws IOException {
    return Journal.open(disk(name), JournalSettings.ofSegmentBytes(SEGMENT));
  }

  void write(String name, HardState hard, List<Entry> entries) throws IOException {
    write(name, GROUP, hard, entries);
  }

  void write(String name, String group, HardState hard, List<Entry> entries) throws IOException {
    write(name, Write.of(group, 1).with(hard).with(entries));
  }

  private void write(String name, Write write) throws IOException {
    try (Journal journal = journal(name)) {
      journal.openGroup(write.group(), 1);
      assertThat(journal.append(write)).isEqualTo(Journal.Outcome.ACCEPTED);
    }
  }

  /** With a content that tells where it is of. */
  void snapshot(String name, EntryId last) throws IOException {
    SnapshotId id = new SnapshotId(last, voters());
    try (Journal journal = journal(name)) {
      SnapshotStore.Writer writer = SnapshotStore.open(disk(name)).begin(GROUP, id);
      writer.write(ByteBuffer.wrap(last.toString().repeat(1_000).getBytes()));
      writer.commit();
      journal.openGroup(GROUP, 1);
      journal.append(Write.of(GROUP, 1).with(id));
    }
  }

  JournalInspector.Group group(String name) throws IOException {
    JournalInspector.Report report = JournalInspector.describe(disk(name));
    assertThat(report.damage()).isEmpty();
    return report.group(GROUP).orElseThrow();
  }

  static List<Entry> entries(long term, long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(i -> entry(new EntryId(term, i))).toList();
  }

  /** The same id always has the same bytes. */
  static Entry entry(EntryId id) {
    return new Entry(id, Entry.Kind.COMMAND, ("command " + id).repeat(20).getBytes());
  }

  static List<EntryId> ids(List<Entry> entries) {
    List<EntryId> ids = new ArrayList<>();
    entries.forEach(entry -> ids.add(entry.id()));
    return ids;
  }
}
