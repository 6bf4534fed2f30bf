package conclave.sharding;

import com.typesafe.config.Config;
import conclave.ring.HashRing;
import conclave.ring.KeyHash;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Hash rings as {@code conclave.hash-ring} sets them; see {@code reference.conf}. */
public final class HashRings {

  private HashRings() {}

  /**
   * A ring without nodes.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public static HashRing create(Config config) {
    Config ring = config.getConfig("conclave.hash-ring");
    return HashRing.of(hash(ring.getString("hash")), ring.getInt("virtual-nodes"));
  }

  private static KeyHash hash(String name) {
    List<String> known =
        Arrays.stream(KeyHash.values()).map(hash -> hash.name().toLowerCase(Locale.ROOT)).toList();
    int index = known.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "conclave.hash-ring.hash = %s must be one of %s".formatted(name, known));
    }
    return KeyHash.values()[index];
  }
}
