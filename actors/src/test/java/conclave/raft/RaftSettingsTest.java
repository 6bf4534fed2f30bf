package conclave.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Settings that cannot work are refused, with the key, the value and the rule. */
final class RaftSettingsTest {

  private static RaftSettings settings(long heartbeat, long min, long max, int append, long most) {
    return new RaftSettings(heartbeat, min, max, append, 4, most, 1000, 0, 100);
  }

  private static void refused(Runnable settings, String sentence) {
    assertThatThrownBy(settings::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void whatCanWorkIsAccepted() {
    assertThat(settings(10, 20, 21, 100, 100).maxLogBytes()).isEqualTo(4100);
  }

  @Test
  void eachRuleHasItsSentence() {
    refused(() -> settings(0, 20, 40, 1, 1), "heartbeat = 0 must be positive");
    refused(() -> settings(10, 19, 40, 1, 1), "election-timeout-min = 19 must be at least two");
    refused(() -> settings(10, 20, 20, 1, 1), "election-timeout-max = 20 must exceed");
    refused(() -> settings(10, 20, 40, 0, 1), "max-append-bytes = 0 must be positive");
    refused(() -> settings(10, 20, 40, 9, 8), "max-uncommitted-bytes = 8 must hold at least one");
    refused(() -> new RaftSettings(1, 2, 3, 1, 0, 1, 1, 0, 1), "window = 0");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 0, 0, 1), "snapshot-after-bytes = 0");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 1, -1, 1), "keep-bytes = -1");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 1, 0, 0), "snapshot-chunk-bytes = 0");
  }
}
