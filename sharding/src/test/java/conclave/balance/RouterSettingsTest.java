package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RouterSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheReference() {
    RouterSettings settings = RouterSettings.create(ConfigFactory.load());
    assertThat(settings.routes().maxPayloadBytes()).isEqualTo(64 * 1024);
    assertThat(settings.routes().tryWithin()).isEqualTo(0.3);
    assertThat(settings.duties().maxWork()).isEqualTo(256);
    assertThat(settings.announce()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    String wrong =
        """
        conclave.router {
          max-routes = 0, max-payload-bytes = 1MiB, max-tries = 0, try-within = 1.5
          max-workers = 1000, pause = 0s, work-weight = -1, max-work = 0, announce = 0s, owners = 0
        }
        """;
    assertThatThrownBy(
            () ->
                RouterSettings.create(
                    ConfigFactory.parseString(wrong).withFallback(ConfigFactory.load())))
        .hasMessageContainingAll(
            "conclave.router: max-routes must be positive",
            "max-payload-bytes must be from 1 to 192512",
            "max-tries",
            "try-within must be above 0 and at most 1",
            "max-workers must be from 1 to 512",
            "pause",
            "work-weight",
            "max-work must",
            "owners must",
            "announce");
  }
}
