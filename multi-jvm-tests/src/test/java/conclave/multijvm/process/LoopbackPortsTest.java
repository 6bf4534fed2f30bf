package conclave.multijvm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Processes side by side never have the same port, though nobody listens there just now. */
class LoopbackPortsTest {

  private static final int AFTER = 16_000;

  /** Takes three, says which, and keeps them until its standard input ends. */
  static final class Other {
    private Other() {}

    public static void main(String[] unused) throws IOException {
      System.out.println(LoopbackPorts.take(3, AFTER));
      int end = System.in.read();
      System.exit(end < 0 ? 0 : 1);
    }
  }

  private static Process other() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void what_another_process_has_is_not_given_until_that_ends() throws Exception {
    Process other = other();
    Children.add(other);
    String first;
    try (BufferedReader said = other.inputReader()) {
      String theirs = said.readLine();
      List<Integer> ours = LoopbackPorts.take(3, AFTER);
      assertThat(theirs).isNotNull();
      ours.forEach(port -> assertThat(theirs).doesNotContain(port.toString()));
      first = theirs.substring(1, theirs.indexOf(','));
      other.getOutputStream().close();
    }
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<Integer> again = LoopbackPorts.take(3, Integer.parseInt(first) - 1);
    assertThat(again).contains(Integer.parseInt(first));
  }
}
