package conclave.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElectionSettingsTest {

  private static Config with(String election) {
    return ConfigFactory.parseString("conclave.election {\n" + election + "\n}")
        .withFallback(ConfigFactory.load());
  }

  @Test
  void referenceConfHoldsTheDefaults() {
    assertThat(ElectionSettings.create(ConfigFactory.load()))
        .isEqualTo(
            new ElectionSettings(Duration.ofSeconds(2), Duration.ofMillis(200), 4_096, 16_384));
  }

  @Test
  void allWrongValuesAreNamedAtOnceWithTheirRules() {
    String wrong =
        """
        ttl = 9ms
        retry = 0s
        max-campaigns = 0
        max-observers = many
        """;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ElectionSettings.create(with(wrong)))
        .withMessageStartingWith(
            "4 wrong settings:\n  conclave.election.ttl = 9ms (String: 2) must be 10 ms to a day")
        .withMessageContaining("conclave.election.retry = 0s (String: 3) must be 1 ms to a day")
        .withMessageContaining("max-campaigns = 0 (String: 4) must be 1 to 1048576")
        .withMessageContaining("max-observers = many (String: 5) is not understood");
  }

  @Test
  void whatIsMadeByHandIsCheckedToo() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ElectionSettings(Duration.ofDays(2), second, 1, 1))
        .withMessageContaining("ttl = PT48H must be 10 ms to a day");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ElectionSettings(second, second, 1, 0))
        .withMessageContaining("max-observers = 0");
  }
}
