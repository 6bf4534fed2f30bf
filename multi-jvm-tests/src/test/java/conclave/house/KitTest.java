package conclave.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import conclave.house.arch.MainClasses;
import conclave.house.arch.PublicApi;
import conclave.house.arch.Rules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The kit for applications' tests keeps the rules on byte code: no clock, no thread, no waiting.
 * And where all modules are in sight, their API is.
 */
class KitTest {

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all = MainClasses.of("actors", "sharding", "runtime", "multi-jvm-tests");
  }

  @Test
  void the_test_kit_keeps_the_architecture() {
    JavaClasses kit = all.that(JavaClass.Predicates.resideInAPackage("conclave.testkit.."));
    assertThat(kit.size()).as("classes seen").isGreaterThanOrEqualTo(20);
    Rules.hold(kit);
  }

  @Test
  void what_applications_use_mentions_nothing_else() {
    PublicApi api = PublicApi.ofThePage();
    api.holdPage(all);
    api.hold(all);
  }

  @Test
  void nothing_below_knows_a_kit() {
    Rules.hold(all.that(JavaClass.Predicates.resideOutsideOfPackage("conclave.multijvm..")));
  }
}
