package conclave.multijvm.process;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.multijvm.Patience;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes start with the classes that a rehearsal has loaded, and without them, too. */
class ClassArchiveTest {

  @Test
  void a_node_starts_with_the_archive_and_without_it() throws IOException {
    JavaCommand with = JavaCommand.likeThis("128m", List.of("-Xshare:on"));
    JavaCommand without = JavaCommand.plain("128m", List.of());
    assertThat(with.flags()).anyMatch(flag -> flag.startsWith("-XX:SharedArchiveFile="));
    long slow = millis(without);
    long quick = millis(with);
    System.out.printf(
        "a node from its start through Up to its end: with an archive of classes %d ms, without %d"
            + " ms%n",
        quick, slow);
  }

  private static long millis(JavaCommand java) throws IOException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(java.running("conclave.multijvm.app.Rehearsal", List.of()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status =
        Patience.seconds(120)
            .until(
                "the end of a rehearsal",
                () -> process.isAlive() ? Optional.empty() : Optional.of(process.exitValue()));
    assertThat(status).isZero();
    return (System.nanoTime() - start) / 1_000_000;
  }
}
