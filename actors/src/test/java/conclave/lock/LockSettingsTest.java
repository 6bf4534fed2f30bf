package conclave.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.lock.table.Expiry;
import org.junit.jupiter.api.Test;

class LockSettingsTest {

  private static Config with(String lock) {
    return ConfigFactory.parseString("conclave.lock {\n" + lock + "\n}")
        .withFallback(ConfigFactory.load());
  }

  @Test
  void referenceConfHoldsTheDefaults() {
    assertThat(LockSettings.create(ConfigFactory.load()))
        .isEqualTo(
            new LockSettings(
                new Expiry.Settings(100_000_000, 3_000_000_000L, 1_000_000_000, 50_000_000),
                16_384,
                16_384,
                30_000_000_000L,
                1_000_000_000,
                0.05));
  }

  @Test
  void allWrongValuesAreNamedAtOnceWithTheirRules() {
    String wrong =
        """
        margin = -1ms
        claim-within = 0s
        expire-again = soon
        tick = 0ms
        max-waiting = 0
        max-held = 2000000
        patience = 11m
        look-again = 9ms
        drift = 0.6
        """;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockSettings.create(with(wrong)))
        .withMessageStartingWith(
            "9 wrong settings:\n  conclave.lock.margin = -1ms (String: 2) must")
        .withMessageContaining("claim-within = 0s (String: 3) must be longer than 0")
        .withMessageContaining("expire-again = soon (String: 4) is not understood")
        .withMessageContaining("tick = 0ms (String: 5) must be longer than 0")
        .withMessageContaining("max-waiting = 0 (String: 6) must be 1 to 1048576")
        .withMessageContaining("max-held = 2000000 (String: 7) must be 1 to 1048576")
        .withMessageContaining("patience = 11m (String: 8) must be 1000 ms to 600000 ms")
        .withMessageContaining("look-again = 9ms (String: 9) must be 10 ms to 600000 ms")
        .withMessageContaining("drift = 0.6 (String: 10) must be 0.0 to 0.5");
  }

  @Test
  void aMissingValueIsNamed() {
    Config without = ConfigFactory.load().withoutPath("conclave.lock.drift");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockSettings.create(without))
        .withMessageContaining("conclave.lock.drift is not set and must be 0.0 to 0.5");
  }

  @Test
  void whatIsMadeByHandIsCheckedToo() {
    Expiry.Settings expiry = new Expiry.Settings(0, 1, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LockSettings(expiry, 0, 1, 1, 1, 0))
        .withMessageContaining("max-waiting = 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LockSettings(expiry, 1, 1, 1, 1, Double.NaN))
        .withMessageContaining("drift = NaN");
  }
}
