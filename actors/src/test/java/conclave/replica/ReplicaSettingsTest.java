package conclave.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import conclave.raft.RaftSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplicaSettingsTest {

  private static final int KEYS = 15;
  private static final int SWITCHES = 1;

  private final Config reference = ConfigFactory.load();

  @Test
  void referenceConfHoldsTheDefaults() {
    RaftSettings raft = ReplicaSettings.create(reference).raft();
    assertThat(raft)
        .isEqualTo(
            new RaftSettings(
                50_000_000,
                300_000_000,
                600_000_000,
                128 * 1024,
                4,
                8 << 20,
                8 << 20,
                4 << 20,
                64 * 1024,
                new RaftSettings.Lease(false, 0.05, 10_000_000)));
    assertThat(raft.leaseNanos()).isEqualTo(275_000_000);
  }

  @Test
  void allErrorsAreReportedAtOnceWithPathValuePlaceAndRule() {
    String wrong =
        """
        heartbeat = 0ms
        election-timeout-max = soon
        max-append-bytes = 1 MiB
        window = 0
        max-uncommitted-bytes = 1 MiB
        snapshot-after-bytes = -1
        snapshot-chunk-bytes = 2 MiB
        """;
    assertThatThrownBy(() -> ReplicaSettings.create(with(wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "7 wrong settings:\n  conclave.raft.heartbeat = 0ms (String: 1) must")
        .hasMessageContaining(
            "conclave.raft.election-timeout-max = soon (String: 2) is not understood")
        .hasMessageContaining("max-append-bytes = 1 MiB (String: 3) must be 1 to 196608 bytes")
        .hasMessageContaining("conclave.raft.window = 0 (String: 4) must be 1 to 256")
        .hasMessageContaining("max-uncommitted-bytes = 1 MiB (String: 5) must be 2031616 to")
        .hasMessageContaining(
            "snapshot-chunk-bytes = 2 MiB (String: 7) must be 1 to 1114112 bytes");
  }

  @Test
  void timesMustFitEachOther() {
    assertThatThrownBy(() -> ReplicaSettings.create(with("heartbeat = 200ms")))
        .hasMessageStartingWith("1 wrong settings:\n  conclave.raft.election-timeout-min = 300ms (")
        .hasMessageEndingWith(
            "must be at least two heartbeats, else one lost message costs an election");
    assertThatThrownBy(() -> ReplicaSettings.create(with("election-timeout-max = 300ms")))
        .hasMessageEndingWith(
            "must be longer than election-timeout-min, else candidates collide, and at most 10"
                + " minutes");
  }

  @Test
  void aLeaseMustLastForTwoHeartbeats() {
    String lease = "heartbeat = 120ms, election-timeout-min = 300ms, lease { drift-bound = 0.2";
    assertThat(ReplicaSettings.create(with(lease + "}")).raft().lease().enabled()).isFalse();
    assertThatThrownBy(() -> ReplicaSettings.create(with(lease + ", enabled = on }")))
        .hasMessageContaining("conclave.raft.lease.margin = 10ms (")
        .hasMessageEndingWith("else a lease ends before it is renewed");
    assertThatThrownBy(() -> ReplicaSettings.create(with("lease.enabled = maybe")))
        .hasMessageContaining("conclave.raft.lease.enabled = maybe (String: 1) is not understood");
    assertThatThrownBy(() -> ReplicaSettings.create(with("lease = 1")))
        .hasMessageStartingWith("3 wrong settings:")
        .hasMessageContaining("conclave.raft.lease.enabled is not understood");
  }

  @Test
  void aMissingKeyIsNamed() {
    assertThatThrownBy(() -> ReplicaSettings.create(reference.withoutPath("conclave.raft.window")))
        .hasMessage("1 wrong settings:\n  conclave.raft.window is not set and must be 1 to 256");
    assertThatThrownBy(() -> ReplicaSettings.create(ConfigFactory.empty()))
        .hasMessageStartingWith(KEYS + " wrong settings:");
  }

  @Test
  void whatIsAcceptedHereIsAcceptedByEveryGroup() {
    long seed = 5;
    Random random = new Random(seed);
    List<String> keys = List.copyOf(reference.getConfig("conclave.raft").root().keySet());
    List<String> values = List.of("-1", "0", "1", "2", "100", "1000", "3000000", "1e18", "x");
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 400; round++) {
      Config config = reference;
      for (int i = random.nextInt(3); i >= 0; i--) {
        String key = keys.get(random.nextInt(keys.size()));
        config = with(key + " = " + values.get(random.nextInt(values.size()))).withFallback(config);
      }
      try {
        ReplicaSettings.create(config);
        accepted++;
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d round %d", seed, round).hasMessageContaining("wrong settings:\n");
        refused++;
      }
    }
    System.out.println("settings: " + accepted + " accepted, " + refused + " refused");
    assertThat(accepted).isGreaterThan(80);
    assertThat(refused).isGreaterThan(80);
  }

  @Test
  void everyKeySaysWhatTooSmallAndTooLargeCost() throws IOException {
    String text;
    try (var in = ReplicaSettings.class.getResourceAsStream("/reference.conf")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String[] parts = text.split("conclave\\.raft \\{|\n}")[1].split("\n\n");
    List<String> settings = Arrays.stream(parts).filter(part -> part.contains(" = ")).toList();
    assertThat(settings).hasSize(KEYS);
    assertThat(settings.stream().filter(part -> !part.contains(" = off")))
        .hasSize(KEYS - SWITCHES)
        .allSatisfy(
            part -> assertThat(part).containsPattern("Too (small|close)").contains("Too large"));
  }

  @Test
  void aTimeBeyondWhatNanosecondsCountIsAnErrorLikeAnother() {
    for (String key : List.of("heartbeat", "election-timeout-min", "election-timeout-max")) {
      assertThatThrownBy(() -> ReplicaSettings.create(with(key + " = 200000 d")))
          .hasMessageContaining("wrong settings:\n  conclave.raft.");
    }
  }

  private Config with(String raft) {
    return ConfigFactory.parseString("conclave.raft {" + raft + "}").withFallback(reference);
  }
}
