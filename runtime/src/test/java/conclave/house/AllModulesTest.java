package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import conclave.house.arch.MainClasses;
import conclave.house.arch.Rules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the rules on byte code where all modules are in sight. */
class AllModulesTest {
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = MainClasses.of("actors", "sharding", "runtime");
  }

  @Test
  void all_modules_keep_the_architecture() {
    assertThat(classes.size()).as("classes seen").isGreaterThanOrEqualTo(8);
    Rules.hold(classes);
  }

  @Test
  void every_exception_is_still_needed() {
    Rules.holdEdges(classes);
  }
}
