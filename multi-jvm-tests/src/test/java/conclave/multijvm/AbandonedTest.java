package conclave.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.evidence.Folder;
import conclave.multijvm.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A test's JVM that is killed, or ended by Ctrl-C, leaves no process behind. */
class AbandonedTest {

  private static final String READY = "children ";

  /** Stands for the JVM of a test: starts two nodes, pauses one, and does nothing more. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws IOException {
      Map<String, Class<? extends NodeGuardian>> guardians = new LinkedHashMap<>();
      guardians.put("n1", Notebook.class);
      guardians.put("n2", Notebook.class);
      RunningCluster cluster =
          RunningCluster.start(
              new RunningCluster.Plan(
                  "abandoned",
                  1,
                  guardians,
                  "akka.actor.provider = remote",
                  false,
                  Wiring.direct(),
                  "128m",
                  List.of(),
                  Patience.seconds(120)),
              Folder.emptied("abandoned-" + arguments[0], 1));
      cluster.nodes().get("n2").pause();
      System.out.println(
          READY + cluster.nodes().get("n1").pid() + " " + cluster.nodes().get("n2").pid());
      System.in.read();
    }
  }

  @Test
  void a_killed_test_leaves_neither_a_node_nor_a_paused_one() throws IOException {
    leavesNothing("KILL");
  }

  @Test
  void a_test_that_is_interrupted_leaves_neither_a_node_nor_a_paused_one() throws IOException {
    leavesNothing("INT");
  }

  private static void leavesNothing(String signal) throws IOException {
    Process parent =
        new ProcessBuilder(
                JavaCommand.likeThis("256m", List.of())
                    .running(Parent.class.getName(), List.of(signal)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<ProcessHandle> children = new ArrayList<>();
    try (BufferedReader said = parent.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = said.readLine();
      }
      assertThat(line).as("what the parent says").isNotNull();
      for (String pid : line.substring(READY.length()).split(" ")) {
        children.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
      }
      assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);
      new ProcessBuilder("kill", "-" + signal, Long.toString(parent.pid())).start();
      Patience.seconds(60)
          .until(
              "the end of " + children + " after SIG" + signal,
              () ->
                  Optional.of(children)
                      .filter(all -> all.stream().noneMatch(ProcessHandle::isAlive)));
    } finally {
      children.forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly();
    }
  }
}
