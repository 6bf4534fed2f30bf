package conclave.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import conclave.raft.log.NodeId;
import conclave.serialization.CborSerializable;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A heartbeat on the wire, between nodes of one release and of two. */
class HeartbeatTest {

  private static final ActorTestKit KIT = ActorTestKit.create();

  private static final NodeId NODE = new NodeId("n1", -2);
  private static final Heartbeat FULL = new Heartbeat(NODE, Figures.FULL.withDiverged(0), 1_000);

  /** Of the first release, which knew neither age nor delays. */
  private static final String FIRST_RELEASE =
      "bf6673656e646572bf646e616d65626e316b696e6361726e6174696f6e21ff"
          + "66766974616c73bf63637075fb3fd00000000000006a6d656d6f72795573656401"
          + "696d656d6f72794d617802686469736b4672656503696469736b546f74616c04"
          + "68757074696d654d7305ffff";

  /** Of the second release, which did not tell whether it was fit to lead. */
  private static final String SECOND_RELEASE =
      "bf6673656e646572bf646e616d65626e316b696e6361726e6174696f6e21ff6676697461"
          + "6c73bf63637075fb3fd00000000000006a6d656d6f72795573656401696d656d6f72794d"
          + "617802686469736b4672656503696469736b546f74616c0468757074696d654d73056973"
          + "797374656d437075fb3fe000000000000073636f6e7461696e65724d656d6f7279557365"
          + "640672636f6e7461696e65724d656d6f72794d61780c6767635368617265fb3fc0000000"
          + "000000676673796e634d73fb3fe00000000000006f6673796e63536d6f6f746865644d73"
          + "fb3fd00000000000006770617573654d73fb0000000000000000ff656167654d731903e8"
          + "ff";

  /** Of the third release, which did not compare machines. */
  private static final String THIRD_RELEASE =
      "bf6673656e646572bf646e616d65626e316b696e6361726e6174696f6e21ff66766974"
          + "616c73bf63637075fb3fd00000000000006a6d656d6f72795573656401696d656d6f72"
          + "794d617802686469736b4672656503696469736b546f74616c0468757074696d654d73"
          + "056973797374656d437075fb3fe000000000000073636f6e7461696e65724d656d6f72"
          + "79557365640672636f6e7461696e65724d656d6f72794d61780c6767635368617265fb"
          + "3fc0000000000000676673796e634d73fb3fe00000000000006f6673796e63536d6f6f"
          + "746865644d73fb3fd00000000000006770617573654d73fb00000000000000006b7375"
          + "69746162696c697479bf687072696f72697479186469636f6e646974696f6e6477656c"
          + "6c6861696c6d656e74738163637075ffff656167654d731903e8ff";

  private static final String GOLDEN =
      "bf6673656e646572bf646e616d65626e316b696e6361726e6174696f6e21ff66766974"
          + "616c73bf63637075fb3fd00000000000006a6d656d6f72795573656401696d656d6f72"
          + "794d617802686469736b4672656503696469736b546f74616c0468757074696d654d73"
          + "056973797374656d437075fb3fe000000000000073636f6e7461696e65724d656d6f72"
          + "79557365640672636f6e7461696e65724d656d6f72794d61780c6767635368617265fb"
          + "3fc0000000000000676673796e634d73fb3fe00000000000006f6673796e63536d6f6f"
          + "746865644d73fb3fd00000000000006770617573654d73fb00000000000000006b7375"
          + "69746162696c697479bf687072696f72697479186469636f6e646974696f6e6477656c"
          + "6c6861696c6d656e74738163637075ff68646976657267656400ff656167654d731903"
          + "e8ff";

  /** What the first release makes of a heartbeat: it knows these fields and no others. */
  record Old(NodeId sender, OldVitals vitals) implements CborSerializable {}

  record OldVitals(
      Double cpu, Long memoryUsed, Long memoryMax, Long diskFree, Long diskTotal, Long uptimeMs) {}

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    int cbor = serialization.findSerializerFor(FULL).identifier();
    return type.cast(serialization.deserialize(bytes, cbor, type.getName()).get());
  }

  private static byte[] written(Heartbeat heartbeat) {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(KIT.system()));
    var serializer = serialization.findSerializerFor(heartbeat);
    assertThat(Serializers.manifestFor(serializer, heartbeat)).isEqualTo(Heartbeat.class.getName());
    return serializer.toBinary(heartbeat);
  }

  @Test
  void everyFigureMayBeUnknown() {
    assertThat(read(written(FULL), Heartbeat.class)).isEqualTo(FULL);
    Heartbeat empty = new Heartbeat(new NodeId("n1", 1), Vitals.UNKNOWN, 0);
    assertThat(read(written(empty), Heartbeat.class)).isEqualTo(empty);
  }

  @Test
  void theBytesOfThisReleaseAreThese() {
    assertThat(HexFormat.of().formatHex(written(FULL))).isEqualTo(GOLDEN);
    assertThat(read(HexFormat.of().parseHex(GOLDEN), Heartbeat.class)).isEqualTo(FULL);
  }

  @Test
  void theBytesOfTheFirstReleaseAreUnderstood() {
    assertThat(read(HexFormat.of().parseHex(FIRST_RELEASE), Heartbeat.class))
        .isEqualTo(new Heartbeat(NODE, Figures.FIRST, 0));
  }

  @Test
  void theBytesOfTheSecondReleaseAreUnderstood() {
    Vitals vitals = Figures.FULL.with(new Probe.Syncs(0.5, 0.25), 0, null);
    assertThat(read(HexFormat.of().parseHex(SECOND_RELEASE), Heartbeat.class))
        .isEqualTo(new Heartbeat(NODE, vitals, 1_000));
  }

  @Test
  void theBytesOfTheThirdReleaseAreUnderstood() {
    assertThat(read(HexFormat.of().parseHex(THIRD_RELEASE), Heartbeat.class))
        .isEqualTo(new Heartbeat(NODE, Figures.FULL, 1_000));
  }

  @Test
  void whoSaysNotWhoItIsIsNotUnderstood() {
    byte[] nobody = HexFormat.of().parseHex("bf66766974616c73f6ff");
    assertThatThrownBy(() -> read(nobody, Heartbeat.class))
        .rootCause()
        .hasMessage("a heartbeat without a sender");
  }

  @Test
  void theFirstReleasePassesOverWhatItDoesNotKnow() {
    assertThat(read(written(FULL), Old.class))
        .isEqualTo(new Old(NODE, new OldVitals(0.25, 1L, 2L, 3L, 4L, 5L)));
  }
}
