package conclave.house.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import conclave.house.Repository;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds every rule against the whole checkout, all modules and pages. */
class TidyTest {
  private static Checkout checkout;

  @BeforeAll
  static void read() {
    checkout = Checkout.of(Repository.here());
  }

  @ParameterizedTest
  @EnumSource
  void the_checkout_keeps(Rule rule) {
    assertThat(rule.check(checkout)).as(rule.name()).isEmpty();
  }

  @Test
  void the_rules_saw_the_whole_checkout() {
    long methods = checkout.sources().stream().flatMap(f -> f.all(MethodTree.class)).count();
    long pages = checkout.pages().count();
    long links = checkout.pages().flatMap(p -> PageRules.targets(p.getValue())).count();
    long snippets = checkout.pages().flatMap(p -> SnippetRules.snippets(p.getValue())).count();
    System.out.printf(
        "tidy: %d rules on %d sources, %d methods, %d pages with %d links and %d pieces of Java%n",
        Rule.values().length, checkout.sources().size(), methods, pages, links, snippets);
    assertThat(links).isGreaterThan(100);
    assertThat(snippets).isGreaterThan(15);
    assertThat(checkout.sources()).hasSizeGreaterThan(20);
    assertThat(methods).isGreaterThan(100);
    assertThat(pages).isGreaterThan(15);
  }
}
