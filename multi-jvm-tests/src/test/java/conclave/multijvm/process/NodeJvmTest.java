package conclave.multijvm.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.multijvm.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals reach the process that they are meant for, or none. */
class NodeJvmTest {

  @TempDir private Path temp;
  private NodeJvm node;

  @BeforeEach
  void start() {
    node = node("read -r word");
    node.start(new byte[0]);
  }

  /** A shell does for a JVM: it ends when its standard input does. */
  private NodeJvm node(String script) {
    NodeJvm.Spec spec =
        new NodeJvm.Spec(
            "n1",
            new JavaCommand("java", "", List.of()),
            List.of("sh", "-c", script),
            temp.resolve("n1"),
            temp.resolve("n1.log"));
    return new NodeJvm(spec, Timeline.into(temp.resolve("timeline.txt")));
  }

  @AfterEach
  void kill() {
    node.kill();
  }

  private boolean standsStill() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(node.pid()), "status"))
        .contains("State:\tT (stopped)");
  }

  @Test
  void a_process_that_is_gone_is_sent_nothing() {
    node.kill();
    assertThatThrownBy(node::pause)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("n1 does not run and cannot be paused");
    assertThatThrownBy(node::resume).hasMessage("n1 does not run and cannot be resumed");
    assertThatThrownBy(() -> node.terminate(Duration.ofSeconds(60)))
        .hasMessage("n1 does not run and cannot be sent SIGTERM");
  }

  @Test
  void one_that_ends_before_it_read_its_greeting_says_why_in_its_log() {
    node.kill();
    node = node("echo Unrecognized option; exit 1");
    node.start(new byte[1 << 20]); // more than a pipe holds
    assertThat(node.ended().join()).isEqualTo(1);
    assertThat(node.lastWords(3)).isEqualTo("Unrecognized option");
    assertThat(temp.resolve("timeline.txt")).content().contains("did not read its greeting");
  }

  @Test
  void a_failed_pause_does_not_count_for_the_next_process() throws IOException {
    node.kill();
    assertThatThrownBy(node::pause).isInstanceOf(IllegalStateException.class);
    node.start(new byte[0]);
    assertThat(node.paused()).isFalse();
    node.pause();
    assertThat(standsStill()).isTrue();
  }

  @Test
  void a_paused_process_that_somebody_else_killed_is_not_the_next_one() throws IOException {
    node.pause();
    assertThat(standsStill()).isTrue();
    Tool.signal("KILL", node.pid());
    assertThat(node.ended().join()).isEqualTo(137);
    node.start(new byte[0]);
    assertThat(node.paused()).isFalse();
    node.pause();
    assertThat(standsStill()).isTrue();
    node.resume();
    assertThat(standsStill()).isFalse();
  }
}
