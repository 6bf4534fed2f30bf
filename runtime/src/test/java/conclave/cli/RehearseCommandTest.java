package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.JournalInspector;
import conclave.journal.disk.LocalDisk;
import conclave.node.process.NodeRunner;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseCommandTest {

  @Test
  void aRehearsalWritesOnceAndEndsByItself(@TempDir Path folder) throws IOException {
    assertThat(Conclave.run(new NodeRunner(), "rehearse", folder.toString())).isZero();
    JournalInspector.Report journal =
        JournalInspector.describe(LocalDisk.readOnly(folder.resolve("journal")));
    assertThat(journal.groups())
        .filteredOn(group -> group.name().equals("p0"))
        .allSatisfy(group -> assertThat(group.last().index()).isGreaterThan(1))
        .hasSize(1);
    assertThat(journal.damage()).isEmpty();
    assertThat(Conclave.run(new NodeRunner(), "log", folder.toString())).isZero();
  }
}
