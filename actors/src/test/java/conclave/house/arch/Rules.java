package conclave.house.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** All rules on byte code. */
public final class Rules {

  private Rules() {}

  /** Fails with every violation, and the cure of each, unless those classes keep all rules. */
  public static void hold(JavaClasses classes) {
    List<ArchRule> rules = all(Edges.OF_THE_HOUSE).toList();
    System.out.printf("architecture: %d rules on %d classes%n", rules.size(), classes.size());
    assertThat(rules.stream().flatMap(rule -> violations(rule, classes))).isEmpty();
  }

  /** Fails unless every exception is still needed; the classes must be those of all modules. */
  public static void holdEdges(JavaClasses classes) {
    assertThat(Edges.OF_THE_HOUSE.stale(classes))
        .as("excused without need. Cure: delete the entry from Edges")
        .isEmpty();
  }

  static Stream<ArchRule> all(Edges edges) {
    return Stream.of(
            PureRules.all().stream(),
            ArrowRules.all().stream(),
            Arrays.stream(ForbiddenCall.values()).map(call -> call.rule(edges)))
        .flatMap(rules -> rules);
  }

  static Stream<String> violations(ArchRule rule, JavaClasses classes) {
    EvaluationResult result = rule.evaluate(classes);
    return result.hasViolation() ? Stream.of(result.getFailureReport().toString()) : Stream.empty();
  }
}
