package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import conclave.raft.log.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heartbeat on the wire, and what the JDK says of this process. */
class HeartbeatTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final Heartbeat FULL =
      new Heartbeat(new NodeId("n1", -2), new Vitals(0.25, 1L, 2L, 3L, 4L, 5L));
  private static final String GOLDEN =
      "bf6673656e646572bf646e616d65626e316b696e6361726e6174696f6e21ff"
          + "66766974616c73bf63637075fb3fd00000000000006a6d656d6f72795573656401"
          + "696d656d6f72794d617802686469736b4672656503696469736b546f74616c04"
          + "68757074696d654d7305ffff";

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Heartbeat read(byte[] bytes) {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    int cbor = serialization.findSerializerFor(FULL).identifier();
    return (Heartbeat) serialization.deserialize(bytes, cbor, Heartbeat.class.getName()).get();
  }

  private static byte[] written(Heartbeat heartbeat) {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    var serializer = serialization.findSerializerFor(heartbeat);
    assertThat(Serializers.manifestFor(serializer, heartbeat)).isEqualTo(Heartbeat.class.getName());
    return serializer.toBinary(heartbeat);
  }

  @Test
  void everyFigureMayBeUnknown() {
    assertThat(read(written(FULL))).isEqualTo(FULL);
    Heartbeat empty = new Heartbeat(new NodeId("n1", 1), Vitals.UNKNOWN);
    assertThat(read(written(empty))).isEqualTo(empty);
  }

  @Test
  void theBytesOfTheFirstReleaseAreUnderstood() {
    assertThat(HexFormat.of().formatHex(written(FULL))).isEqualTo(GOLDEN);
    assertThat(read(HexFormat.of().parseHex(GOLDEN))).isEqualTo(FULL);
  }

  @Test
  void thisProcessCanBeMeasured(@TempDir Path folder) throws IOException {
    Vitals vitals = new JvmProbe(folder).measure();
    assertThat(vitals.memoryUsed()).isBetween(1L, vitals.memoryMax());
    assertThat(vitals.diskFree()).isBetween(0L, vitals.diskTotal());
    assertThat(vitals.uptimeMs()).isPositive();
    if (vitals.cpu() != null) {
      assertThat(vitals.cpu()).isBetween(0.0, 1.0);
    }
  }
}
