package conclave.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import conclave.cluster.founding.Here;
import conclave.cluster.table.Run;
import conclave.raft.log.NodeId;
import conclave.serialization.CborSerializable;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What hosts of the founding role say to each other, on the wire. */
class KnockTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final Knock KNOCK = new Knock("h:1");
  private static final Answer ANSWER =
      new Answer(new Here(new Run(new NodeId("n1", -2), 7), 3, true));

  private static final String KNOCK_BYTES = "bf676164647265737363683a31ff";
  private static final String ANSWER_BYTES =
      "bf6468657265bf6372756ebf646e6f6465bf646e616d65626e316b696e6361726e6174696f6e21ff"
          + "6375696407ff6a67656e65726174696f6e0362696ef5ffff";

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Serialization serialization() {
    return SerializationExtension.get(Adapter.toClassic(KIT.system()));
  }

  private static String written(CborSerializable message) {
    var serializer = serialization().findSerializerFor(message);
    assertThat(Serializers.manifestFor(serializer, message))
        .isEqualTo(message.getClass().getName());
    return HexFormat.of().formatHex(serializer.toBinary(message));
  }

  private static <T> T read(String bytes, Class<T> type) {
    int cbor = serialization().findSerializerFor(KNOCK).identifier();
    byte[] parsed = HexFormat.of().parseHex(bytes);
    return type.cast(serialization().deserialize(parsed, cbor, type.getName()).get());
  }

  @Test
  void bothHaveTheirReleasedBytesAndAreReadFromThem() {
    assertThat(written(KNOCK)).isEqualTo(KNOCK_BYTES);
    assertThat(written(ANSWER)).isEqualTo(ANSWER_BYTES);
    assertThat(read(KNOCK_BYTES, Knock.class)).isEqualTo(KNOCK);
    assertThat(read(ANSWER_BYTES, Answer.class)).isEqualTo(ANSWER);
  }

  @Test
  void whatMissesWhatItIsAboutIsNoMessage() {
    String nothing = "bfff";
    assertThatThrownBy(() -> read(nothing, Knock.class)).hasMessageContaining("without an address");
    assertThatThrownBy(() -> read(nothing, Answer.class)).hasMessageContaining("without a Here");
  }
}
