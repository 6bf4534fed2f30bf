package conclave.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.serialization.WireCodec;
import org.junit.jupiter.api.Test;

class ActiveProtocolTest {

  @Test
  void aVersionIsRaisedAndNeverLowered() {
    ActiveProtocol active = new ActiveProtocol(ProtocolVersion.OLDEST);
    assertThat(active.now().atLeast(1)).isTrue();
    assertThat(active.now().atLeast(2)).isFalse();
    assertThat(active.raise(new ProtocolVersion(2))).isTrue();
    assertThat(active.raise(new ProtocolVersion(2))).isFalse();
    assertThat(active.raise(new ProtocolVersion(1))).isFalse();
    assertThat(active.get().atLeast(2)).isTrue();
    assertThat(active.now()).hasToString("2");
  }

  @Test
  void theWireSpeaksWhatTheBuildSpeaks() {
    assertThat(WireCodec.MIN_VERSION).isEqualTo(ProtocolVersion.OLDEST.number());
    assertThat(WireCodec.MAX_VERSION).isEqualTo(ProtocolVersion.NEWEST.number());
    assertThatThrownBy(() -> new ProtocolVersion(0))
        .hasMessage("protocol versions begin with 1, not 0");
  }
}
