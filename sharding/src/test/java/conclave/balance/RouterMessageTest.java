package conclave.balance;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import conclave.balance.RouterMessage.Try;
import conclave.balance.route.Freight;
import conclave.machine.wire.Golden;
import conclave.raft.log.NodeId;
import conclave.serialization.Lanes;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What routers say to each other, as bytes. */
class RouterMessageTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));

  private static final NodeId N1 = new NodeId("n1", -2);
  private static final Try WHICH = new Try(Long.MIN_VALUE, 3, 1);
  private static final Freight FREIGHT = new Freight(33, "m", new byte[] {1, -1});

  private static List<RouterMessage> samples() {
    return List.of(
        new RouterMessage.Perform(N1, WHICH, "mail", "k\u00fc", 7, 1_500_000_000L, FREIGHT),
        new RouterMessage.Finished(N1, WHICH, FREIGHT),
        new RouterMessage.TurnedAway(N1, WHICH, "NOT_OWNER", 8, "no"),
        new RouterMessage.Failed(N1, WHICH, true, "its worker stopped"),
        new RouterMessage.Offers(N1, List.of("mail", "pdf")));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static byte[] written(RouterMessage message) {
    var serializer = SERIALIZATION.findSerializerFor(message);
    assertThat(Serializers.manifestFor(serializer, message))
        .isEqualTo(message.getClass().getName());
    return serializer.toBinary(message);
  }

  private static Object read(byte[] bytes, RouterMessage like) {
    int cbor = SERIALIZATION.findSerializerFor(like).identifier();
    return SERIALIZATION.deserialize(bytes, cbor, like.getClass().getName()).get();
  }

  @Test
  void theBytesOfTheFirstReleaseAreWrittenAndUnderstood() throws IOException {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    for (RouterMessage message : samples()) {
      bytes.put(message.getClass().getSimpleName(), written(message));
    }
    Golden.assertSame("router-messages.txt", bytes);
    Map<String, byte[]> golden = Golden.read("router-messages.txt");
    for (RouterMessage message : samples()) {
      Object again = read(golden.get(message.getClass().getSimpleName()), message);
      assertThat(again).usingRecursiveComparison().isEqualTo(message);
    }
    assertThat(samples()).hasSize(RouterMessage.class.getPermittedSubclasses().length);
  }

  @Test
  void aMessageThatLacksAPartIsNotRead() {
    byte[] offers = written(new RouterMessage.Offers(N1, List.of()));
    assertThat(read(offers, samples().get(4))).isNotNull();
    assertThat(
            SERIALIZATION
                .deserialize(
                    offers,
                    SERIALIZATION.findSerializerFor(samples().get(1)).identifier(),
                    RouterMessage.Finished.class.getName())
                .isFailure())
        .isTrue();
  }

  /** The largest of everything at once, on the ordinary connection. */
  @Test
  void theLargestMessageIsAnOrdinaryOne() {
    byte[] payload = new byte[Lanes.ORDINARY_MESSAGE_BYTES - 4 * 1024];
    Arrays.fill(payload, (byte) -1);
    String wide = "\u20ac";
    RouterMessage perform =
        new RouterMessage.Perform(
            new NodeId("n".repeat(64), 1),
            WHICH,
            wide.repeat(100),
            wide.repeat(512),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            new Freight(Integer.MAX_VALUE, "m".repeat(300), payload));
    RouterMessage offers =
        new RouterMessage.Offers(
            N1, java.util.stream.Stream.generate(() -> wide.repeat(100)).limit(512).toList());
    int largest = Math.max(written(perform).length, written(offers).length);
    System.out.printf(
        "largest message of a router: %d bytes, allowed %d%n",
        largest, Lanes.ORDINARY_MESSAGE_BYTES);
    assertThat(largest).isLessThanOrEqualTo(Lanes.ORDINARY_MESSAGE_BYTES);
  }
}
