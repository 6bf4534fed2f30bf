package conclave.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.raft.RaftSettings.Lease;
import org.junit.jupiter.api.Test;

/** Settings that cannot work are refused, with the key, the value and the rule. */
final class RaftSettingsTest {

  private static final Lease OFF = Lease.OFF;

  private static RaftSettings times(long heartbeat, long min, long max) {
    return new RaftSettings(heartbeat, min, max, 100, 4, 100, 1000, 0, 100, OFF);
  }

  private static RaftSettings sizes(int append, int window, long most) {
    return new RaftSettings(10, 20, 21, append, window, most, 1000, 0, 100, OFF);
  }

  private static void refused(Runnable settings, String sentence) {
    assertThatThrownBy(settings::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void whatCanWorkIsAccepted() {
    assertThat(times(10, 20, 21).maxLogBytes()).isEqualTo(4100);
  }

  @Test
  void eachRuleHasItsSentence() {
    refused(() -> times(0, 20, 40), "heartbeat = 0 must be positive");
    refused(() -> times(10, 19, 40), "election-timeout-min = 19 must be at least two");
    refused(() -> times(10, 20, 20), "election-timeout-max = 20 must exceed");
    refused(() -> sizes(0, 4, 100), "max-append-bytes = 0 must be positive");
    refused(() -> sizes(9, 4, 8), "max-uncommitted-bytes = 8 must hold at least one");
    refused(() -> sizes(1, 0, 1), "window = 0");
    refused(() -> new Lease(true, 1, 0), "drift-bound = 1.0 must be 0 to 1");
    refused(() -> new Lease(true, 0, -1), "margin = -1 must not");
    refused(() -> times(10, 22, 40).with(new Lease(true, 0.1, 0)), "lease = 19 must be at least");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 0, 0, 1, OFF), "snapshot-after-bytes = 0");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 1, -1, 1, OFF), "keep-bytes = -1");
    refused(() -> new RaftSettings(1, 2, 3, 1, 1, 1, 1, 0, 0, OFF), "snapshot-chunk-bytes = 0");
  }
}
