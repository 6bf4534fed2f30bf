package conclave.machine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CodecTest {

  private static Decoder decoder(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new Decoder("sample", array);
  }

  @Property(tries = 2_000, seed = "1")
  void everyNumberComesBack(@ForAll @LongRange(min = 0) long number, @ForAll long any)
      throws MalformedException {
    byte[] bytes = new Encoder(0).varint(number).i64(any).toBytes();
    Decoder in = new Decoder("sample", bytes);
    assertThat(in.varint(0)).isEqualTo(number);
    assertThat(in.i64()).isEqualTo(any);
    in.end();
  }

  @Property(tries = 2_000, seed = "2")
  void everyTextComesBackOrHasNoUtf8(@ForAll String text) throws MalformedException {
    boolean encodable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
    if (!encodable) {
      assertThatThrownBy(() -> Utf8.encode(text)).hasMessageContaining("unpaired surrogate");
      return;
    }
    byte[] bytes = Utf8.encode(text);
    assertThat(Utf8.length(text)).isEqualTo(bytes.length);
    Decoder in = new Decoder("sample", new Encoder(0).text(text).toBytes());
    assertThat(in.text(0, bytes.length)).isEqualTo(text);
    in.end();
  }

  @Test
  void theReplacementCharacterItselfIsAText() {
    assertThat(Utf8.decodeOrNull(Utf8.encode("\ufffd"))).isEqualTo("\ufffd");
  }

  @Test
  void unpairedSurrogatesHaveNoUtf8() {
    for (String text : new String[] {"\ud83d", "a\udc00b", "\udc00\ud83d", "x\ud83d"}) {
      assertThatThrownBy(() -> Utf8.length(text)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Utf8.length("\ud83d\ude00")).isEqualTo(4);
  }

  @Test
  void aNumberHasOneSpelling() {
    assertThatThrownBy(() -> decoder(0x80, 0x00).varint(0))
        .hasMessage("sample is malformed at byte 0: a number with needless bytes");
    assertThatThrownBy(
            () -> decoder(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 1).varint(0))
        .hasMessageContaining("beyond 63 bits");
  }

  @Test
  void aNumberBelowItsLeastIsRefused() {
    assertThatThrownBy(() -> decoder(0).varint(1)).hasMessageContaining("0 is less than 1");
  }

  @Test
  void aTextThatIsNotUtf8IsRefused() {
    assertThatThrownBy(() -> decoder(2, 0xc0, 0x80).text(0, 9)).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> decoder(3, 0xed, 0xa0, 0x80).text(0, 9))
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void aTextOutOfBoundsOrCutOffIsRefusedWithItsLength() {
    assertThatThrownBy(() -> decoder(3, 'a', 'b', 'c').text(0, 2))
        .hasMessageContaining("a text of 3 bytes, not of 0 to 2");
    assertThatThrownBy(() -> decoder(3, 'a').text(0, 9)).hasMessageContaining("it ends where 3");
  }

  @Test
  void surplusBytesAndUnknownFormatsAreRefused() {
    assertThatThrownBy(() -> decoder(1, 2).format(1).end()).hasMessageContaining("1 surplus");
    assertThatThrownBy(() -> decoder(2).format(1))
        .hasMessage("sample is malformed at byte 0: format 2 is unknown, this build reads 1");
  }

  @Test
  void blobsComeBackWhateverTheirLength() throws IOException {
    for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_000}) {
      byte[] blob = new byte[length];
      java.util.Arrays.fill(blob, (byte) 7);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Blobs.write(new DataOutputStream(out), blob);
      assertThat(Blobs.read(input(out.toByteArray()), length)).isEqualTo(blob);
    }
  }

  @Test
  void aDamagedLengthIsRefusedWithoutTheMemoryItAsksFor() {
    byte[] twoGigabytes = {0x7f, (byte) 0xff, (byte) 0xff, 0, 1, 2, 3};
    assertThatThrownBy(() -> Blobs.read(input(twoGigabytes), Integer.MAX_VALUE))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> Blobs.read(input(new byte[] {-1, 0, 0, 0}), 9))
        .hasMessageContaining("not of 0 to 9");
    assertThatThrownBy(() -> Blobs.readCount(input(new byte[] {0, 0, 0, 9}), 8))
        .hasMessage("a count of 9, not of 0 to 8");
  }

  private static DataInput input(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
