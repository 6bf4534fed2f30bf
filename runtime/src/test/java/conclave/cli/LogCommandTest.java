package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.Journal;
import conclave.journal.JournalInspector;
import conclave.journal.JournalSettings;
import conclave.journal.SnapshotStore;
import conclave.journal.Write;
import conclave.journal.disk.LocalDisk;
import conclave.machine.Command;
import conclave.node.DataDirectory;
import conclave.node.Identity;
import conclave.node.formation.Membership;
import conclave.raft.log.Configuration;
import conclave.raft.log.ConfigurationCodec;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code conclave log} says of a directory, whole and damaged. */
class LogCommandTest {

  private static final int SEGMENT = 64 << 10;

  @TempDir private Path temp;
  private Path data;
  private NodeId self;
  private String out;
  private String err;

  @BeforeEach
  void writeDirectory() throws IOException {
    data = temp.resolve("data");
    try (DataDirectory directory = DataDirectory.open(data, "n1", new Random(7))) {
      self = directory.self();
      directory.remember(
          new Membership("c1", List.of(new Membership.Member(self, "127.0.0.1:25521", true))));
    }
    LocalDisk disk = LocalDisk.at(data.resolve("journal"));
    try (Journal journal = Journal.open(disk, JournalSettings.ofSegmentBytes(SEGMENT))) {
      journal.openGroup("control", 1);
      journal.openGroup("p0", 1);
      append(journal, Write.of("control", 1).with(new HardState(3, Optional.of(self))));
      append(journal, Write.of("control", 1).with(entries(3, 1, 5)));
      append(journal, Write.of("p0", 1).with(new HardState(4, Optional.empty())));
      append(journal, Write.of("p0", 1).with(entries(4, 1, 60)));
    }
  }

  private static void append(Journal journal, Write write) {
    assertThat(journal.append(write)).isEqualTo(Journal.Outcome.ACCEPTED);
    journal.sync();
  }

  private static List<Entry> entries(long term, long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> new Entry(new EntryId(term, i), Entry.Kind.COMMAND, new byte[500]))
        .toList();
  }

  private int run(Path directory) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    CommandLine line =
        Conclave.commandLine(
            settings -> {
              throw new IllegalStateException("no node is started");
            });
    line.setOut(new PrintWriter(outText));
    line.setErr(new PrintWriter(errText));
    int status = line.execute("log", directory.toString());
    out = outText.toString();
    err = errText.toString();
    return status;
  }

  @Test
  void aWholeDirectoryIsDescribedAndNotTouched() throws IOException {
    Map<String, String> before = content();
    assertThat(run(data)).as(err).isEqualTo(Conclave.OK);
    assertThat(err).isEmpty();
    assertThat(out.lines())
        .contains("node " + self, "cluster c1", "Everything is whole.")
        .anyMatch(line -> line.matches(self + " +127.0.0.1:25521 +founder"))
        .anyMatch(line -> line.matches("00000001.seg +0 +\\d+ +65536 +\\d+"))
        .anyMatch(line -> line.matches("control +1 +5 +3 +3 +" + self + " +- +trusted"))
        .anyMatch(line -> line.matches("p0 +1 +60 +4 +4 +- +- +trusted"));
    assertThat(content()).isEqualTo(before);
  }

  /** Content and time of everything there. */
  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(data)) {
      for (Path path : paths.toList()) {
        String bytes =
            Files.isDirectory(path) ? "" : HexFormat.of().formatHex(Files.readAllBytes(path));
        content.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return content;
  }

  @Test
  void everyFlippedBitBelowTheLastSyncIsFoundWithItsPlace() throws IOException {
    Path segment = data.resolve("journal/00000001.seg");
    byte[] whole = Files.readAllBytes(segment);
    long end =
        JournalInspector.describe(LocalDisk.readOnly(segment.getParent())).segments().get(0).end();
    Random random = new Random(11);
    int flips = 0;
    for (int at = 0; at < end - 64; at += 1 + random.nextInt(1_000)) {
      byte[] rotten = whole.clone();
      rotten[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(segment, rotten);
      assertThat(run(data)).as("flipped at %d", at).isEqualTo(Conclave.FAILED);
      assertThat(out).contains("Damaged in ");
      assertThat(err)
          .as("flipped at %d", at)
          .matches("(?s)(conclave: damage: journal/\\d{8}\\.seg at offset \\d+: [^\n]+\n)+");
      assertThat(offset()).isBetween(0L, (long) at);
      flips++;
    }
    System.out.println("log: found " + flips + " of " + flips + " flipped bits");
    assertThat(flips).isGreaterThan(40);
  }

  private long offset() {
    return Long.parseLong(err.replaceAll("(?s).*? at offset (\\d+).*", "$1"));
  }

  @Test
  void aDamagedIdentityIsFoundAndTheRestIsShown() throws IOException {
    Path identity = data.resolve("identity");
    byte[] bytes = Files.readAllBytes(identity);
    bytes[30] ^= 1;
    Files.write(identity, bytes);
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err).startsWith("conclave: damage: identity at offset 0: its checksum is not ");
    assertThat(out).contains("control");
    Files.delete(identity);
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err.strip()).isEqualTo("conclave: damage: identity: the file is missing");
  }

  @Test
  void aSnapshotThatIsRottenOrGoneIsFound() throws IOException {
    LocalDisk disk = LocalDisk.at(data.resolve("journal"));
    SnapshotId id = new SnapshotId(new EntryId(4, 40), new Configuration(List.of(self), List.of()));
    try (Journal journal = Journal.open(disk, JournalSettings.ofSegmentBytes(SEGMENT))) {
      SnapshotStore store = SnapshotStore.open(disk);
      SnapshotStore.Writer writer = store.begin("p0", id);
      writer.write(ByteBuffer.allocate(5_000));
      writer.commit();
      journal.openGroup("p0", 2);
      append(journal, Write.of("p0", 2).with(id));
    }
    assertThat(run(data)).as(err).isEqualTo(Conclave.OK);
    assertThat(out.lines()).anyMatch(line -> line.matches("p0 +41 +60 +4 +4 +- +to 40 +trusted"));
    Path file;
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      file = files.filter(path -> path.toString().endsWith(".snap")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[2_000] ^= 4;
    Files.write(file, bytes);
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err).contains(file.getFileName() + " at offset ", "does not match its checksum");
    Files.delete(file);
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err).contains(file.getFileName() + " at offset 0: the snapshot", "is gone");
  }

  @Test
  void configurationsSnapshotsHalfSnapshotsAndRecoveriesAreShown() throws IOException {
    LocalDisk disk = LocalDisk.at(data.resolve("journal"));
    NodeId n2 = new NodeId("n2", 2);
    SnapshotId id = new SnapshotId(new EntryId(4, 40), new Configuration(List.of(self), List.of()));
    Configuration grown = new Configuration(List.of(self), List.of(n2));
    List<Entry> recovery =
        List.of(
            new Entry(
                new EntryId(5, 61), Entry.Kind.CONFIGURATION, ConfigurationCodec.encode(grown)),
            new Entry(
                new EntryId(5, 62), Entry.Kind.COMMAND, Command.Raise.OF_A_RECOVERY.encode()));
    try (Journal journal = Journal.open(disk, JournalSettings.ofSegmentBytes(SEGMENT))) {
      SnapshotStore store = SnapshotStore.open(disk);
      SnapshotStore.Writer writer = store.begin("p0", id);
      writer.write(ByteBuffer.allocate(5_000));
      writer.commit();
      journal.openGroup("p0", 2);
      append(journal, Write.of("p0", 2).with(id).with(recovery));
      SnapshotId next = new SnapshotId(new EntryId(5, 62), grown);
      store.begin("p0", next).write(ByteBuffer.allocate(700));
    }
    try (DataDirectory directory = DataDirectory.openToRecover(data)) {
      Membership next =
          new Membership("c1+1-77", List.of(new Membership.Member(self, "127.0.0.1:1", true)));
      directory.beginRecovery(new Identity(self, Optional.of(next)));
    }
    assertThat(run(data)).as(err).isEqualTo(Conclave.OK);
    assertThat(out.lines())
        .anyMatch(line -> line.matches("p0 +40 +" + self + " +-"))
        .anyMatch(line -> line.matches("p0 +61 +" + self + " +n2#2"))
        .anyMatch(line -> line.matches("p0-0+40-0+4.snap +p0 +40 +4 +5000"))
        .anyMatch(line -> line.matches("p0-0+62-0+5.snap.part, 7\\d\\d bytes, was never fin.*"))
        .contains("group p0 was recovered by force: entry 62@5 raises its counters")
        .contains(
            "a recovery by force was begun, and is not complete: it becomes "
                + self
                + " of cluster c1+1-77");
    try (DataDirectory directory = DataDirectory.openToRecover(data)) {
      directory.endRecovery();
    }
    assertThat(run(data)).as(err).isEqualTo(Conclave.OK);
    assertThat(out).contains("cluster c1+1-77, recovered by force from cluster c1, 1 times in all");
  }

  @Test
  void aJournalThatIsGoneIsDamage() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("journal"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err.strip()).isEqualTo("conclave: damage: journal: every segment is missing");
    Files.delete(data.resolve("journal"));
    assertThat(run(data)).isEqualTo(Conclave.FAILED);
    assertThat(err.strip()).isEqualTo("conclave: damage: journal: the folder is missing");
  }

  @Test
  void wrongUseIsOneLineAndStatusTwo() throws IOException {
    assertThat(run(temp.resolve("nowhere"))).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.strip()).startsWith("conclave: there is no directory ");
    assertThat(run(temp)).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.strip()).endsWith("it has no file named identity");
    try (DataDirectory running = DataDirectory.open(data, "n1", new Random(1))) {
      assertThat(run(data)).isEqualTo(Conclave.WRONG_USE);
      assertThat(err.strip()).endsWith("is in use by a running node: stop it, or look at a copy");
      assertThat(running.self()).isEqualTo(self);
    }
    assertThat(run(data)).isEqualTo(Conclave.OK);
  }
}
