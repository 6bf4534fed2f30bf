package conclave.machine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import conclave.machine.wire.Encoder;
import conclave.machine.wire.Golden;
import conclave.machine.wire.MalformedException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyFormatTest {

  private static byte[] encoded(IdempotencyKey key) {
    Encoder out = new Encoder(IdempotencyKey.BYTES);
    key.encode(out);
    return out.toBytes();
  }

  @Test
  void formatsHaveTheirReleasedBytesAndAreRead() throws IOException, MalformedException {
    KeyReply view = new KeyReply.View(3, 300, 2, 600);
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("forget", new ForgetKeys(300).encode());
    samples.put("view", view.encode());
    samples.put("malformed", new KeyReply.Malformed().encode());
    samples.put(
        "key",
        encoded(
            IdempotencyKey.of(
                List.of("a".getBytes(), "bc".getBytes()), List.of("request".getBytes()))));
    Golden.assertSame("keys.txt", samples);
    Map<String, byte[]> golden = Golden.read("keys.txt");
    assertThat(ForgetKeys.decode(golden.get("forget"))).isEqualTo(new ForgetKeys(300));
    assertThat(KeyReply.decode(golden.get("view"))).isEqualTo(view);
    assertThat(KeyReply.decode(golden.get("malformed"))).isEqualTo(new KeyReply.Malformed());
  }

  @Test
  void whereAPartEndsMakesADifference() {
    Digest digest = Digest.of(List.of("ab".getBytes(), "c".getBytes()));
    assertThat(digest).isEqualTo(Digest.of(List.of("ab".getBytes(), "c".getBytes())));
    assertThat(digest).isNotEqualTo(Digest.of(List.of("a".getBytes(), "bc".getBytes())));
    assertThat(digest).isNotEqualTo(Digest.of(List.of("abc".getBytes())));
  }

  @Test
  void whatTheFormatHasNoPlaceForIsRefused() {
    assertThatThrownBy(() -> new ForgetKeys(0)).hasMessage("upTo must be positive: 0");
    for (byte[] bytes : new byte[][] {{}, {1}, {2, 1, 1}, {1, 2, 1}, {1, 1, 0}, {1, 1, 1, 0}}) {
      assertThatThrownBy(() -> ForgetKeys.decode(bytes)).isInstanceOf(MalformedException.class);
    }
    for (byte[] bytes : new byte[][] {{}, {1, 9}, {1, 1, 0, 0, 0}, {1, 2, 0}}) {
      assertThatThrownBy(() -> KeyReply.decode(bytes)).isInstanceOf(MalformedException.class);
    }
  }
}
