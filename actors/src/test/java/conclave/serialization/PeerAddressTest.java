package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {

  private final PeerAddress peer = new PeerAddress("app", "10.0.0.5", 25_520);

  @Test
  void pathsNameTheWellKnownActorsWithoutAnIncarnation() {
    assertThat(peer.replica("control"))
        .isEqualTo("akka://app@10.0.0.5:25520/system/conclave/replicas/control");
    assertThat(peer.gateway("p63"))
        .isEqualTo("akka://app@10.0.0.5:25520/system/conclave/gateways/p63");
    assertThat(peer.bulk()).isEqualTo("akka://app@10.0.0.5:25520/system/conclave-bulk");
    assertThat(new PeerAddress("app", "[::1]", 1)).hasToString("akka://app@[::1]:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "a/b", "a b", "\u00fc", "a_b", "012345678901234567890123456789012"})
  void aGroupNameThatDoesNotFitAPathOrAFileIsRefused(String group) {
    assertThatThrownBy(() -> peer.replica(group))
        .hasMessage("group \"" + group + "\" must be 1 to 32 of a-z, 0-9 and -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a@b", "::1", "[::1", "h:1"})
  void aHostThatWouldChangeThePathIsRefused(String host) {
    assertThatThrownBy(() -> new PeerAddress("app", host, 1))
        .hasMessageStartingWith("host \"" + host + "\" must be a host name");
  }

  @Test
  void aSystemNameOrPortThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new PeerAddress("a.b", "h", 1)).hasMessageContaining("\"a.b\"");
    assertThatThrownBy(() -> new PeerAddress("a", "h", 0))
        .hasMessage("port \"0\" must be 1 to 65535");
    assertThatThrownBy(() -> new PeerAddress("a", "h", 65_536)).hasMessageContaining("65536");
  }
}
