package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import conclave.house.arch.MainClasses;
import conclave.house.arch.Rules;
import org.junit.jupiter.api.Test;

/**
 * The kit for applications' tests keeps the rules on byte code: no clock, no thread, no waiting.
 */
class KitTest {

  @Test
  void the_test_kit_keeps_the_architecture() {
    JavaClasses kit =
        MainClasses.of("multi-jvm-tests")
            .that(JavaClass.Predicates.resideInAPackage("conclave.testkit.."));
    assertThat(kit.size()).as("classes seen").isGreaterThanOrEqualTo(20);
    Rules.hold(kit);
  }

  @Test
  void nothing_below_knows_a_kit() {
    Rules.hold(
        MainClasses.of("actors", "sharding", "runtime", "multi-jvm-tests")
            .that(JavaClass.Predicates.resideOutsideOfPackage("conclave.multijvm..")));
  }
}
