package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.jackson.JacksonCborSerializer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The bindings of {@code reference.conf}, with no configuration of an application. */
class RaftSerializerTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());

  private final Serialization serialization = SerializationExtension.get(KIT.system());

  record Renamed(String from, int times) implements CborSerializable {}

  record Unmarked(String text) implements java.io.Serializable {
    private static final long serialVersionUID = 1;
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyWireMessageIsBoundToTheBinaryCodec() throws Exception {
    for (Wire wire : WireSamples.all().values()) {
      RaftSerializer serializer = (RaftSerializer) serialization.findSerializerFor(wire);
      assertThat(serializer.identifier()).isEqualTo(26_531);
      assertThat(serializer.manifest(wire)).isEqualTo("w");
      assertThat(serializer.toBinary(wire)).isEqualTo(WireCodec.encode(wire));
      ByteBuffer buffer = ByteBuffer.allocateDirect(1_000).order(ByteOrder.LITTLE_ENDIAN);
      serializer.toBinary(wire, buffer);
      buffer.flip();
      assertThat(serializer.fromBinary(buffer, "w"))
          .usingRecursiveComparison()
          .isEqualTo(serializer.fromBinary(serializer.toBinary(wire), "w"))
          .isEqualTo(wire);
    }
  }

  @Test
  void anUnknownManifestIsNamed() {
    RaftSerializer serializer =
        (RaftSerializer) serialization.findSerializerFor(WireSamples.all().get("vote"));
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "x"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("unknown manifest \"x\" of a Wire message; this build knows \"w\"");
    assertThatThrownBy(() -> serializer.fromBinary(ByteBuffer.allocate(0), ""))
        .isInstanceOf(NotSerializableException.class);
    assertThatThrownBy(() -> serializer.toBinary("text"))
        .hasMessageEndingWith("writes Wire messages, not java.lang.String");
  }

  @Test
  void markedControlMessagesTravelAsCbor() {
    Renamed message = new Renamed("a", 3);
    assertThat(serialization.findSerializerFor(message)).isInstanceOf(JacksonCborSerializer.class);
    byte[] bytes = serialization.serialize(message).get();
    assertThat(serialization.deserialize(bytes, Renamed.class).get()).isEqualTo(message);
  }

  @Test
  void javaSerializationIsOffWithAndWithoutOurAkkaSettings() {
    Config plain = KIT.system().settings().config();
    assertThat(plain.getBoolean("akka.actor.allow-java-serialization")).isFalse();
    Config ours = ArteryNode.config(0, "");
    assertThat(ours.getBoolean("akka.actor.allow-java-serialization")).isFalse();
    assertThatThrownBy(() -> serialization.serialize(new Unmarked("x")).get())
        .isInstanceOf(akka.serialization.DisabledJavaSerializer.JavaSerializationException.class);
  }

  @Test
  void backOffAndRestartsAreOnlySetTogetherAndFramesHoldTheLargestMessages() {
    Config artery = ArteryNode.config(0, "").getConfig("akka.remote.artery");
    assertThat(artery.getDuration("advanced.outbound-restart-backoff"))
        .isLessThan(java.time.Duration.ofSeconds(1));
    assertThat(artery.getInt("advanced.outbound-max-restarts")).isEqualTo(1_000_000_000);
    assertThat(artery.getBytes("advanced.maximum-frame-size"))
        .isGreaterThan(Lanes.ORDINARY_MESSAGE_BYTES + 32 * 1024);
    assertThat(artery.getBytes("advanced.maximum-large-frame-size"))
        .isGreaterThan(Lanes.MAX_MESSAGE_BYTES + 32 * 1024);
    assertThat(artery.getStringList("large-message-destinations"))
        .containsExactly(PeerAddress.BULK);
    assertThat(ArteryNode.config(0, "").getBoolean("akka.jvm-exit-on-fatal-error")).isTrue();
  }
}
