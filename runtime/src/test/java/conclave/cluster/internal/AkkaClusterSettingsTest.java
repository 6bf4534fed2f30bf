package conclave.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.cluster.downing.Grace;
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
        .isEqualTo(
            new AkkaClusterSettings(
                true, Duration.ofMillis(500), new Patience(10, 120), Grace.of(20), false));
  }

  @Test
  void theLogSaysWhoIsDownedWhereItsProviderIsSetAndNobodyElse() {
    String ours = "include classpath(\"conclave-akka.conf\")\n";
    assertThat(read(ours).judges()).isTrue();
    assertThat(read(ours + "conclave.akka-cluster.enabled = off").judges()).isFalse();
    String akka = "akka.cluster.sbr.SplitBrainResolverProvider";
    assertThat(read(ours + "akka.cluster.downing-provider-class = " + akka).judges()).isFalse();
  }

  @Test
  void aMinorityEndsBeforeItIsGivenUpAndLongBeforeAnotherClusterIsFounded() {
    Config akka = ConfigFactory.parseResources("conclave-akka.conf").resolve();
    Duration noticed =
        akka.getDuration("akka.cluster.failure-detector.acceptable-heartbeat-pause").plusSeconds(2);
    AkkaClusterSettings settings = read("");
    Grace grace = settings.grace();
    Duration ended = noticed.plus(settings.look().multipliedBy(grace.alone()));
    Duration given = noticed.plus(settings.look().multipliedBy(grace.doubt() + grace.answer()));
    Duration founded = settings.look().multipliedBy(settings.patience().doubt());
    assertThat(given.minus(ended)).isGreaterThan(Duration.ofSeconds(4));
    assertThat(founded).isGreaterThan(ended.multipliedBy(2));
  }

  @Test
  void whatCannotWorkIsRefusedWithItsReason() {
    refused("conclave.akka-cluster.look = 0 s", "look = PT0S must be positive");
    refused("conclave.akka-cluster.doubt-after = 1 ms", "doubt-after = PT0.001S must be from one");
    refused("conclave.akka-cluster.give-up-after = 0 s", "give-up-after = PT0S must be from one");
    refused("conclave.akka-cluster.down-after = 1 s", "down-after = PT1S must be from 4 to");
    String ours = "include classpath(\"conclave-akka.conf\")\n";
    refused(
        ours + "conclave.akka-cluster { give-up-after = 15 s, down-after = 10 s }",
        "give-up-after = PT15S must be longer than PT15S, when a member that is cut off has ended");
    assertThat(read(ours + "conclave.akka-cluster.give-up-after = 16 s").judges()).isTrue();
    String akka =
        "akka.cluster.downing-provider-class = akka.cluster.sbr.SplitBrainResolverProvider\n";
    refused(
        ours + akka + "conclave.akka-cluster.give-up-after = 15 s",
        "and akka.cluster.split-brain-resolver.stable-after = PT10S");
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
