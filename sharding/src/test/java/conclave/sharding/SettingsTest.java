package conclave.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.ring.HashRing;
import conclave.ring.KeyHash;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static Config with(String setting) {
    return ConfigFactory.parseString(setting).withFallback(ConfigFactory.load());
  }

  @Test
  void theDefaultsAreThoseOfReferenceConf() {
    assertThat(PlacementSettings.create(ConfigFactory.load()))
        .isEqualTo(
            new PlacementSettings(
                4_096, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500)));
    assertThat(HashRings.create(ConfigFactory.load()).with("a").with("b"))
        .isEqualTo(HashRing.of(KeyHash.XXH3, 160).with("a").with("b"));
  }

  @Test
  void aRingIsMadeAsItIsSet() {
    Config config = with("conclave.hash-ring { virtual-nodes = 7, hash = sha1 }");
    assertThat(HashRings.create(config).with("a"))
        .isEqualTo(HashRing.of(KeyHash.SHA1, 7).with("a"));
  }

  @Test
  void whatIsWrongIsNamedWithItsValue() {
    assertPlacementRefused("partitions = 1000", "partitions = 1000 must be a power of two");
    assertPlacementRefused("partitions = 131072", "partitions = 131072 must be a power of two");
    assertPlacementRefused("look = 0s", "look = PT0S positive");
    assertPlacementRefused("leave-after = -1s", "leave-after = PT-1S");
    assertThatThrownBy(() -> HashRings.create(with("conclave.hash-ring.hash = murmur")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conclave.hash-ring.hash = murmur must be one of [xxh3, md5, sha1, crc32]");
    assertThatThrownBy(() -> HashRings.create(with("conclave.hash-ring.virtual-nodes = 0")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertPlacementRefused(String setting, String why) {
    Config config = with("conclave.placement." + setting);
    assertThatThrownBy(() -> PlacementSettings.create(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("conclave.placement")
        .hasMessageContaining(why);
  }
}
