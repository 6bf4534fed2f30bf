package conclave.house.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/** Holds the rules on byte code against this module; {@code runtime} does so for all modules. */
class ArchitectureTest {

  @Test
  void actors_keep_the_architecture() {
    JavaClasses actors = MainClasses.of("actors");
    assertThat(actors.size()).as("classes seen").isGreaterThanOrEqualTo(8);
    Rules.hold(actors);
  }
}
