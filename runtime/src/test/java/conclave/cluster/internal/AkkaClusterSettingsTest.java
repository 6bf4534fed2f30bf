package conclave.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.cluster.founding.Patience;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AkkaClusterSettingsTest {

  private static AkkaClusterSettings read(String settings) {
    Config config = ConfigFactory.parseString(settings).withFallback(ConfigFactory.load());
    return AkkaClusterSettings.create(config);
  }

  @Test
  void timesAreCountedInLooks() {
    assertThat(read(""))
        .isEqualTo(new AkkaClusterSettings(true, Duration.ofMillis(500), new Patience(10, 120)));
  }

  @Test
  void givingUpTakesLongerThanDowningAMinority() {
    Config akka = ConfigFactory.parseResources("conclave-akka.conf").resolve();
    Duration pause = akka.getDuration("akka.cluster.failure-detector.acceptable-heartbeat-pause");
    Duration stable = akka.getDuration("akka.cluster.split-brain-resolver.stable-after");
    Duration downed = pause.plusSeconds(2).plus(stable.multipliedBy(2));
    AkkaClusterSettings settings = read("");
    Duration given = settings.look().multipliedBy(settings.patience().doubt());
    assertThat(given).isGreaterThan(downed.multipliedBy(2));
  }

  @Test
  void whatCannotWorkIsRefusedWithItsReason() {
    refused("conclave.akka-cluster.look = 0 s", "look = PT0S must be positive");
    refused("conclave.akka-cluster.doubt-after = 1 ms", "doubt-after = PT0.001S must be from one");
    refused("conclave.akka-cluster.give-up-after = 0 s", "give-up-after = PT0S must be from one");
    String seeds = "akka.cluster.seed-nodes = [\"akka://a@h:1\"]";
    refused(seeds, "must be empty, since the log says who founds the Akka cluster");
    assertThat(read(seeds + "\nconclave.akka-cluster.enabled = off").enabled()).isFalse();
  }

  private static void refused(String settings, String why) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
