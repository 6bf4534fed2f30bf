package conclave.multijvm.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line that runs a test again can be pasted into a shell. */
class ReplayTest {

  @TempDir private Path temp;

  @Test
  void a_project_of_one_module_is_named_by_its_folder() {
    assertThat(Replay.line(temp, "a.BTest#c", 7))
        .isEqualTo("mvn test -Dtest=a.BTest#c -Dconclave.seed=7");
  }

  @Test
  void a_module_is_named_to_its_parent_and_what_it_needs_is_built() throws IOException {
    Files.writeString(temp.resolve("pom.xml"), "<modules><module>deep</module></modules>");
    assertThat(Replay.line(temp.resolve("deep"), "a.BTest#c", 7))
        .isEqualTo(
            "mvn -pl deep -am -Dsurefire.failIfNoSpecifiedTests=false test -Dtest=a.BTest#c"
                + " -Dconclave.seed=7");
  }

  @Test
  void a_nested_class_is_quoted_for_the_shell() {
    assertThat(Replay.line(temp, "a.BTest$Inner", 7)).contains("-Dtest='a.BTest$Inner'");
  }
}
