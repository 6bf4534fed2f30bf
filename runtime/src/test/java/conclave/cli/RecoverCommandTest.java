package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.journal.Journal;
import conclave.journal.JournalSettings;
import conclave.journal.Write;
import conclave.journal.disk.LocalDisk;
import conclave.node.DataDirectory;
import conclave.node.formation.Membership;
import conclave.node.formation.Membership.Member;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code conclave recover} says and does. */
class RecoverCommandTest {

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
          new Membership(
              "c1",
              List.of(
                  new Member(self, "127.0.0.1:25521", true),
                  new Member(new NodeId("n2", 2), "127.0.0.1:25522", true),
                  new Member(new NodeId("n3", 3), "127.0.0.1:25523", true))));
    }
    LocalDisk disk = LocalDisk.at(data.resolve("journal"));
    try (Journal journal = Journal.open(disk, JournalSettings.ofSegmentBytes(64 << 10))) {
      journal.openGroup("p0", 1);
      journal.append(Write.of("p0", 1).with(new HardState(4, Optional.empty())));
      journal.append(
          Write.of("p0", 1)
              .with(List.of(new Entry(new EntryId(3, 1), Entry.Kind.NOOP, new byte[0]))));
    }
  }

  private int run(String... more) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    CommandLine line =
        Conclave.commandLine(
            settings -> {
              throw new IllegalStateException("no node is started");
            });
    line.setOut(new PrintWriter(outText));
    line.setErr(new PrintWriter(errText));
    List<String> arguments = new ArrayList<>(List.of("recover"));
    arguments.addAll(List.of(more));
    int status = line.execute(arguments.toArray(String[]::new));
    out = outText.toString();
    err = errText.toString();
    return status;
  }

  private String identity() throws IOException {
    return Files.readString(data.resolve("identity"));
  }

  @Test
  void aloneItShowsWhatThereIs() throws IOException {
    String before = identity();
    assertThat(run(data.toString())).as(err).isEqualTo(Conclave.OK);
    assertThat(out.lines())
        .anyMatch(line -> line.matches(".*/data +" + self + " +c1 +whole"))
        .anyMatch(
            line -> line.matches("p0 +n1 +1@3 +at least to 0 +4 +n1,n2,n3 +n2,n3 +holds most"));
    assertThat(identity()).isEqualTo(before);
  }

  @Test
  void withoutAcceptingTheLossItSaysWhatItWouldDoAndEndsWithTwo() throws IOException {
    String before = identity();
    assertThat(run(data.toString(), "--members", "n1")).isEqualTo(Conclave.WRONG_USE);
    assertThat(out)
        .contains("What would be done:", "data goes on as n1")
        .contains("group p0 goes on behind entry 1@3, as n1 has it: what n2 and n3 acknowledged");
    assertThat(err.strip())
        .isEqualTo("conclave: nothing was changed; with --i-accept-loss it is done");
    assertThat(identity()).isEqualTo(before);
  }

  @Test
  void withItItIsDoneAndTheNodeIsOfAnotherCluster() throws IOException {
    assertThat(run(data.toString(), "--members=n1", "--i-accept-loss")).as(err).isZero();
    assertThat(out).contains("journal of n1 written", "Recovered: cluster c1+1-");
    assertThat(identity()).contains("cluster c1+1-").doesNotContain("n2").doesNotContain(self(16));
    assertThat(run(data.toString(), "--members=n1", "--i-accept-loss"))
        .isEqualTo(Conclave.WRONG_USE);
    assertThat(err).contains("are a majority, and whole: start their nodes as they are");
  }

  private String self(int digits) {
    return ("%0" + digits + "x").formatted(self.incarnation());
  }

  @Test
  void wrongUseIsOneLineAndStatusTwo() throws IOException {
    assertThat(run()).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.strip()).startsWith("conclave: Missing required parameter");
    assertThat(run(temp.resolve("gone").toString())).isEqualTo(Conclave.WRONG_USE);
    assertThat(err.strip()).startsWith("conclave: there is no directory ");
    assertThat(run(data.toString(), "--members", "n2", "--i-accept-loss"))
        .isEqualTo(Conclave.WRONG_USE);
    assertThat(err.strip()).isEqualTo("conclave: none of these directories is of node n2");
    try (DataDirectory running = DataDirectory.open(data, "n1", new Random(1))) {
      assertThat(run(data.toString())).isEqualTo(Conclave.WRONG_USE);
      assertThat(err.strip()).endsWith("is in use by a running node");
      assertThat(running.self()).isEqualTo(self);
    }
  }
}
