package conclave.multijvm.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes log as the application says, and never as the tests of Conclave do. */
class NodeLogTest {

  @TempDir private Path temp;

  private String chosen() throws IOException {
    URL[] mine = {temp.toUri().toURL()};
    try (URLClassLoader classes = new URLClassLoader(mine, NodeLog.class.getClassLoader())) {
      return NodeLog.chosen(classes);
    }
  }

  @Test
  void without_one_of_the_application_it_is_the_kits() throws IOException {
    assertThat(chosen()).isEqualTo("conclave/multijvm/node-logback.xml");
  }

  @Test
  void the_applications_own_is_taken_and_that_for_tests_first() throws IOException {
    Files.writeString(temp.resolve("logback.xml"), "<configuration/>");
    assertThat(chosen()).isEqualTo(temp.resolve("logback.xml").toUri().toURL().toString());
    Files.writeString(temp.resolve("logback-test.xml"), "<configuration/>");
    assertThat(chosen()).isEqualTo(temp.resolve("logback-test.xml").toUri().toURL().toString());
  }
}
