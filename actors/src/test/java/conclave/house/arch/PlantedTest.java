package conclave.house.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import conclave.house.arch.Edges.Edge;
import conclave.house.arch.Plants.Plant;
import conclave.house.arch.Plants.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule must find the classes planted for it, and accept their clean twins. */
class PlantedTest {
  private static final Edges NO_EDGES = new Edges(List.of());
  private static final Source SLEEPER = new Source("conclave.node.Sleeper", "Thread.sleep(1);");
  private static final Edge EXCUSE =
      new Edge(SLEEPER.name(), ForbiddenCall.BLOCKING, "it waits for the process to end");

  @TempDir private static Path folder;
  private static JavaClasses classes;

  @BeforeAll
  static void compile() {
    Map<String, String> sources = Plants.sources();
    sources.put(SLEEPER.name(), SLEEPER.text());
    classes = Compiled.of(sources, folder);
  }

  @Test
  void every_violation_is_found_and_named_with_a_cure() {
    for (Plant plant : Plants.ALL) {
      assertThat(violations(plant.violation(), NO_EDGES))
          .as("planted: %s", plant.violation())
          .isNotEmpty()
          .allSatisfy(message -> assertThat(message).contains("Cure: ", plant.violation().name()));
    }
    System.out.printf("planted: %d violations and their twins%n", Plants.ALL.size());
    assertThat(Plants.ALL).hasSizeGreaterThan(100);
  }

  @Test
  void every_clean_twin_is_accepted() {
    for (Plant plant : Plants.ALL) {
      assertThat(violations(plant.twin(), NO_EDGES)).as("clean: %s", plant.twin()).isEmpty();
    }
  }

  @Test
  void no_rule_is_without_a_plant() {
    assertThat(Rules.all(NO_EDGES))
        .allSatisfy(
            rule -> assertThat(Plants.ALL).anyMatch(plant -> bites(rule, plant.violation())));
  }

  @Test
  void an_edge_may_do_what_it_is_excused_for_and_nothing_else() {
    assertThat(violations(SLEEPER, NO_EDGES)).hasSize(1);
    assertThat(violations(SLEEPER, new Edges(List.of(EXCUSE)))).isEmpty();
    Edge other = new Edge(SLEEPER.name(), ForbiddenCall.CLOCK, "it does not look at the clock");
    assertThat(violations(SLEEPER, new Edges(List.of(other)))).hasSize(1);
  }

  @Test
  void an_edge_without_need_or_class_is_stale() {
    Edge idle = new Edge(SLEEPER.name(), ForbiddenCall.CLOCK, "it did once");
    Edge gone = new Edge("conclave.node.Gone", ForbiddenCall.BLOCKING, "it was there once");
    assertThat(new Edges(List.of(EXCUSE, idle, gone)).stale(classes)).containsExactly(idle, gone);
  }

  private static boolean bites(ArchRule rule, Source source) {
    return Rules.violations(rule, only(source)).findAny().isPresent();
  }

  private static List<String> violations(Source source, Edges edges) {
    JavaClasses one = only(source);
    return Rules.all(edges).flatMap(rule -> Rules.violations(rule, one)).toList();
  }

  /** That class and those nested in it. */
  private static JavaClasses only(Source source) {
    return classes.that(
        DescribedPredicate.describe("planted", type -> isPartOf(type, source.name())));
  }

  private static boolean isPartOf(JavaClass type, String name) {
    return type.getName().equals(name) || type.getName().startsWith(name + "$");
  }
}
