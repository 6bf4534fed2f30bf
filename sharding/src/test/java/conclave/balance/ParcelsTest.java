package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.ConfigFactory;
import conclave.balance.route.Freight;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever a user's serializer does, a router hears of it in one way. */
class ParcelsTest {

  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  """
                  akka.actor.serializers.moody = "%s"
                  akka.actor.serialization-bindings { "%s" = moody }
                  """
                      .formatted(Moody.class.getName(), Letter.class.getName()))
              .withFallback(ConfigFactory.load()));

  private final Parcels parcels = new Parcels(KIT.system());

  /** A user's message. */
  record Letter(String failsIn) {}

  /** A user's serializer, which fails where the message says. */
  static final class Moody extends SerializerWithStringManifest {
    @Override
    public int identifier() {
      return 4_711;
    }

    @Override
    public String manifest(Object message) {
      return fail(message, "manifest");
    }

    @Override
    public byte[] toBinary(Object message) {
      return fail(message, "toBinary").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
      throw new IllegalStateException("fromBinary");
    }

    private static String fail(Object message, String in) {
      if (((Letter) message).failsIn().equals(in)) {
        throw new IllegalStateException(in);
      }
      return in;
    }
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aSerializerThatFailsAnywhereMakesAMessageUnfitAndNothingElse() throws Exception {
    for (String step : new String[] {"toBinary", "manifest"}) {
      assertThatThrownBy(() -> parcels.pack(new Letter(step)))
          .isInstanceOf(Parcels.UnfitException.class)
          .hasMessageContaining("Letter cannot be written")
          .hasMessageContaining(step);
    }
    Freight packed = parcels.pack(new Letter("fromBinary"));
    assertThat(packed.serializer()).isEqualTo(4_711);
    assertThat(packed.manifest()).isEqualTo("manifest");
    assertThatThrownBy(() -> parcels.unpack(packed))
        .isInstanceOf(Parcels.UnfitException.class)
        .hasMessageContaining("manifest cannot be read");
  }
}
