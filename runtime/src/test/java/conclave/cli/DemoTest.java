package conclave.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.cli.demo.ChildJvm;
import conclave.cli.demo.Demo;
import conclave.cli.demo.DemoFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The demonstration on fake nodes: what it tells, how it fails, and that it leaves nothing behind.
 */
class DemoTest {

  private final StringWriter told = new StringWriter();

  /** A demonstration in a process of its own, to be killed. */
  static final class Kept {
    public static void main(String[] arguments) {
      ChildJvm jvm = ChildJvm.likeThis(FakeNode.class.getName());
      new Demo(jvm, new PrintWriter(System.out), InstantSource.system()).run(3, true);
    }
  }

  @AfterEach
  void noChildIsLeft() {
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void tellsEachStepInOneLine() {
    run(FakeNode.class);
    assertThat(told.toString().lines().map(line -> line.split(" +")[0]))
        .containsExactly(
            "nodes",
            "members",
            "leader",
            "write",
            "writes",
            "lock",
            "ring",
            "load",
            "fail-over",
            "safety",
            "lock",
            "ring",
            "members");
    assertThat(told.toString())
        .contains("n1 (up), n2 (up), n3 (up), as n1 sees them")
        .contains("n1 leads group p0 in term 1")
        .contains("written at n1, read back at n3")
        .containsPattern("n1 \\(pid \\d+\\) killed; n2 leads in term 2; next write acknowledged")
        .contains("all 102 acknowledged writes read back at every node")
        .contains(
            "taken at n1 with fencing token 1, seen at n3, refused to somebody else at n2 (409"
                + " locked)")
        .containsPattern(
            "6 partitions, epoch 1, the same at every node; user-\\d+ belongs to n1, then to n2,"
                + " n3")
        .contains("n1 (cpu 25%, heap 50 MiB, fsync 2 ms), n2 (")
        .contains("token 1 renewed and given back at n2; the next owner has token 2")
        .containsPattern(
            "epoch 2: user-\\d+ belongs to n2 now; 2 partitions moved, 2 of them of n1")
        .contains("as n2 sees them");
  }

  @Test
  void aTokenThatDoesNotGrowFailsTheDemo() {
    assertThatThrownBy(() -> run(FakeNode.Repeating.class))
        .isInstanceOf(DemoFailed.class)
        .hasMessage("token 1 was granted after token 1");
  }

  @Test
  void aLostWriteFailsTheDemo() {
    assertThatThrownBy(() -> run(FakeNode.Forgetful.class))
        .isInstanceOf(DemoFailed.class)
        .hasMessageStartingWith("reading greeting at n2: HTTP 404");
  }

  @Test
  void aNodeThatCannotStartIsQuoted() {
    assertThatThrownBy(() -> run(FakeNode.Stillborn.class))
        .isInstanceOf(DemoFailed.class)
        .hasMessageMatching("node n[123] ended by itself: conclave: no luck today");
  }

  @Test
  void sigtermLeavesNoProcessAndNoFolder() throws Exception {
    endsCleanly(Process::destroy, true);
  }

  @Test
  void sigkillLeavesNoProcess() throws Exception {
    endsCleanly(Process::destroyForcibly, false);
  }

  private interface End {
    void of(Process process);
  }

  private static void endsCleanly(End end, boolean folderGone) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process demo =
        new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Kept.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path folder = readUntilKept(demo.inputReader());
    List<ProcessHandle> nodes = demo.descendants().toList();
    assertThat(nodes).hasSize(2);
    end.of(demo);
    assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
    for (ProcessHandle node : nodes) {
      node.onExit().get(20, TimeUnit.SECONDS);
    }
    assertThat(Files.exists(folder)).isEqualTo(!folderGone);
    if (!folderGone) {
      deleteTree(folder);
    }
  }

  private static Path readUntilKept(BufferedReader output) throws IOException {
    Path folder = null;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int under = line.indexOf("data under ");
      if (under >= 0) {
        folder = Path.of(line.substring(under + "data under ".length()));
      }
      if (line.contains("Ctrl-C")) {
        return folder;
      }
    }
    throw new AssertionError("the demo ended early");
  }

  private static void deleteTree(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void run(Class<?> node) {
    ChildJvm jvm = ChildJvm.likeThis(node.getName());
    new Demo(jvm, new PrintWriter(told), InstantSource.system()).run(3, false);
  }
}
