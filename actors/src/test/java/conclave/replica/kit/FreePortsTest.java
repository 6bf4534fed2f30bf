package conclave.replica.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FreePortsTest {

  /** What a second JVM beside this one does. */
  public static void main(String[] arguments) {
    for (int i = 0; i < 250; i++) {
      System.out.println(FreePorts.take());
    }
  }

  @Test
  void noPortIsGivenTwiceInThisJvmOrInTwoSideBySide() throws Exception {
    List<Integer> ours = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      ours.add(FreePorts.take());
    }
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FreePortsTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Integer> theirs = other.inputReader().lines().map(Integer::valueOf).toList();
    assertThat(other.waitFor()).isZero();

    assertThat(theirs).hasSize(250);
    assertThat(ours).allMatch(port -> port > 10_000 && port < 15_000);
    Set<Integer> all = new HashSet<>(ours);
    all.addAll(theirs);
    assertThat(all).as("of %s and %s", ours, theirs).hasSize(ours.size() + theirs.size());
  }
}
