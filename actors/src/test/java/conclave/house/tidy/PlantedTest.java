package conclave.house.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import conclave.house.tidy.Plants.Plant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule must find what was planted for it, name the place and a cure, and accept the twin. */
class PlantedTest {

  @ParameterizedTest
  @EnumSource
  void finds_every_planted_violation(Rule rule) {
    for (Plant plant : Plants.of(rule)) {
      assertThat(rule.check(Checkout.of(plant.violation())))
          .as("%s, planted: %s", rule, plant.violation())
          .isNotEmpty()
          .allSatisfy(
              finding -> {
                assertThat(finding.where()).isNotBlank();
                assertThat(finding.cure()).hasSizeGreaterThan(10);
                assertThat(finding).asString().contains(". Cure: ");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void accepts_every_clean_twin(Rule rule) {
    for (Plant plant : Plants.of(rule)) {
      assertThat(rule.check(Checkout.of(plant.twin())))
          .as("%s, clean: %s", rule, plant.twin())
          .isEmpty();
    }
  }
}
