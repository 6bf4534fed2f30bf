package conclave.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.journal.disk.Disk;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.sim.disk.SimDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Files of format version 1 are read by every later build, and written the same by this one. */
class DiskFormatTest {

  private static final String SEGMENT = "00000001.seg";
  private static final String SNAPSHOT = "control-%020d-%020d.snap".formatted(2, 3);
  private static final NodeId N1 = new NodeId("n1", 0x1122334455667788L);
  private static final NodeId N2 = new NodeId("knoten-\u00fc", -1);
  private static final Configuration MEMBERS = new Configuration(List.of(N1), List.of(N2));
  private static final SnapshotId ID = new SnapshotId(new EntryId(3, 2), MEMBERS);
  private static final HardState VOTED = new HardState(4, Optional.of(N2));

  private static Entry entry(long index, Entry.Kind kind, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return new Entry(new EntryId(3, index), kind, bytes);
  }

  private static List<Entry> entries() {
    return List.of(
        entry(1, Entry.Kind.NOOP, ""),
        entry(2, Entry.Kind.CONFIGURATION, "members"),
        entry(3, Entry.Kind.COMMAND, "put"));
  }

  private static SimDisk written() throws IOException {
    SimDisk disk = new SimDisk("sim");
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      journal.openGroup("control", 1);
      journal.append(Write.of("control", 1).with(new HardState(3, Optional.empty())));
      journal.append(Write.of("control", 1).with(VOTED).with(entries()));
      journal.idle();
      SnapshotStore.Writer snapshot = SnapshotStore.open(disk).begin("control", ID);
      snapshot.write(ByteBuffer.wrap("state".getBytes(StandardCharsets.UTF_8)));
      snapshot.commit();
      journal.append(Write.of("control", 1).with(ID).withHealed());
    }
    return disk;
  }

  private static byte[] bytes(Disk disk, String file, int limit) throws IOException {
    Disk.File handle = disk.open(file);
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(limit, handle.size()));
    handle.read(0, bytes);
    return bytes.array();
  }

  /** Rows of 32 bytes in hex. */
  private static byte[] golden(String name) throws IOException {
    try (InputStream in = DiskFormatTest.class.getResourceAsStream("/disk/v1/" + name)) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }

  private static String rows(byte[] bytes) {
    return HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n");
  }

  @Test
  void thisBuildWritesTheBytesOfVersion1() throws IOException {
    SimDisk disk = written();
    byte[] segment = golden("segment.hex");
    assertThat(rows(bytes(disk, SEGMENT, segment.length))).isEqualTo(rows(segment));
    assertThat(rows(bytes(disk, SNAPSHOT, 4_096))).isEqualTo(rows(golden("snapshot.hex")));
  }

  @Test
  void thisBuildReadsTheBytesOfVersion1() throws IOException {
    SimDisk disk = new SimDisk("sim");
    Disk.File segment = disk.create(SEGMENT);
    segment.allocate(Workload.SETTINGS.segmentBytes());
    segment.write(0, ByteBuffer.wrap(golden("segment.hex")));
    disk.create(SNAPSHOT).write(0, ByteBuffer.wrap(golden("snapshot.hex")));
    JournalInspector.Report report = JournalInspector.describe(disk);
    assertThat(report.damage()).isEmpty();
    assertThat(report.torn()).isEmpty();
    assertThat(report.segments()).hasSize(1);
    assertThat(report.groups())
        .containsExactly(
            new JournalInspector.Group("control", VOTED, ID, entries().subList(2, 3), false));
    try (Journal journal = Journal.open(disk, Workload.SETTINGS)) {
      assertThat(journal.openGroup("control", 1).entries()).isEqualTo(entries().subList(2, 3));
    }
    assertThat(SnapshotStore.open(disk).latest("control").orElseThrow().chunk(0, 9))
        .isEqualTo("state".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLaterVersionIsRefusedByNameAndNothingIsChanged() throws IOException {
    SimDisk disk = written();
    byte[] first = bytes(disk, SEGMENT, 4_096);
    int length = ByteBuffer.wrap(first).getInt(8);
    first[12] = 2;
    CRC32C crc = new CRC32C();
    crc.update(first, 8, length - 8);
    ByteBuffer.wrap(first).putInt(4, (int) crc.getValue());
    disk.open(SEGMENT).write(0, ByteBuffer.wrap(first));
    long changes = disk.changes();
    assertThatThrownBy(() -> Journal.open(disk, Workload.SETTINGS))
        .isInstanceOf(JournalException.UnknownFormat.class)
        .hasMessage("00000001.seg at offset 0 is of format version 2; this build knows version 1");
    assertThat(disk.changes()).isEqualTo(changes);
  }
}
