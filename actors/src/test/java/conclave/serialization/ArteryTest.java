package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import conclave.raft.Message;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.replica.kit.FreePorts;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ActorSystems over Artery's TCP, as {@code conclave-akka.conf} sets it. */
@Timeout(60)
class ArteryTest {

  private static final Wire.Sender MEMBER = Wire.Sender.member(WireSamples.N1);

  private static final String QUICK_RETRIES_ALONE =
      "akka.remote.artery.advanced { outbound-restart-backoff = 50ms, outbound-max-restarts = 5 }";

  @Test
  void everyMessageArrivesEqualAtAPathWithoutIncarnation() throws Exception {
    try (ArteryNode a = new ArteryNode();
        ArteryNode b = new ArteryNode()) {
      ActorRef<Object> replica = a.resolve(b.address.replica("control"));
      for (Wire wire : WireSamples.all().values()) {
        replica.tell(wire);
        assertThat(ArteryNode.next(b.replica)).usingRecursiveComparison().isEqualTo(wire);
      }
    }
  }

  @Test
  void aLargeEntryTakesTheBulkLaneAndWouldNotFitTheOrdinaryOne() throws Exception {
    byte[] payload = new byte[300 * 1024];
    new Random(3).nextBytes(payload);
    Entry entry = new Entry(new EntryId(7, 301), Entry.Kind.COMMAND, payload);
    Wire large = WireSamples.raft(new Message.Append(8, 1, WireSamples.LAST, List.of(entry), 300));
    assertThat(Lanes.isBulk(large)).isTrue();
    try (ArteryNode a = new ArteryNode();
        ArteryNode b = new ArteryNode()) {
      a.resolve(b.address.bulk()).tell(large);
      assertThat(ArteryNode.next(b.bulk)).isEqualTo(large);

      Wire largest = new Wire.Submit("p0", MEMBER, 1, List.of(new byte[Lanes.MAX_PAYLOAD_BYTES]));
      a.resolve(b.address.bulk()).tell(largest);
      assertThat(ArteryNode.next(b.bulk)).isEqualTo(largest);

      ActorRef<Object> ordinary = a.resolve(b.address.replica("control"));
      ordinary.tell(large);
      ordinary.tell(submit(5));
      assertThat(ArteryNode.next(b.replica)).isEqualTo(submit(5));
    }
  }

  /** Having said goodbye, it is quarantined until it speaks: every node greets when it starts. */
  @Test
  void aPeerThatWasShutDownIsReachedAgainOnceItSpeaks() throws Exception {
    try (ArteryNode a = new ArteryNode()) {
      ArteryNode b = new ArteryNode();
      ActorRef<Object> replica = a.resolve(b.address.replica("control"));
      for (int life = 1; life <= 2; life++) {
        b.resolve(a.address.replica("control")).tell(submit(life));
        assertThat(ArteryNode.next(a.replica)).isEqualTo(submit(life));
        Object first = ArteryNode.nextOf(b.replica, () -> replica.tell(submit(9)));
        assertThat(first).as("life " + life).isEqualTo(submit(9));
        b.close();
        b = new ArteryNode(b.address.port(), "");
      }
      b.close();
      assertThat(a.system.whenTerminated().isCompleted()).isFalse();
    }
  }

  @Test
  void aPeerThatWasKilledIsReachedAgainAndItsAbsenceDoesNotEndTheNode() throws Exception {
    KilledPeer ours = new KilledPeer("");
    KilledPeer planted = new KilledPeer(QUICK_RETRIES_ALONE);
    long from = System.nanoTime();
    ArteryNode.until(
        1,
        () -> planted.survivor.system.whenTerminated().isCompleted() ? 1 : 0,
        () -> {
          ours.tell(submit(2));
          planted.tell(submit(2));
        });
    long ended = System.nanoTime();
    assertThat(ours.survivor.system.whenTerminated().isCompleted()).isFalse();

    assertThat(ours.afterRestart(submit(3))).isIn(submit(2), submit(3));
    System.out.printf(
        "killed peer: the planted node ended after %d ms, ours reached the new life in %d ms%n",
        Duration.ofNanos(ended - from).toMillis(),
        Duration.ofNanos(System.nanoTime() - ended).toMillis());
    ours.survivor.close();
  }

  /** A node whose peer was there, and then was gone without a goodbye. */
  private static final class KilledPeer {
    final ArteryNode survivor;
    private final int port = FreePorts.take();
    private final String bind;

    KilledPeer(String settings) throws InterruptedException {
      int own = FreePorts.take();
      int ownBind = FreePorts.take();
      int peerBind = FreePorts.take();
      bind = "akka.remote.artery.bind { hostname = \"127.0.0.1\", port = %d }\n";
      survivor = new ArteryNode(own, bind.formatted(ownBind) + settings);
      try (ArteryNode peer = new ArteryNode(port, bind.formatted(peerBind));
          Relay toSurvivor = new Relay(own, ownBind);
          Relay toPeer = new Relay(port, peerBind)) {
        assertThat(toSurvivor.port).isNotEqualTo(toPeer.port);
        assertThat(ArteryNode.nextOf(peer.replica, () -> tell(submit(1)))).isEqualTo(submit(1));
      }
    }

    void tell(Wire wire) {
      survivor.resolve(new PeerAddress("peer", "127.0.0.1", port).replica("control")).tell(wire);
    }

    /** What the peer's next life receives first; the survivor's own port is open again. */
    Object afterRestart(Wire wire) throws InterruptedException {
      int own = survivor.address.port();
      int ownBind = survivor.system.settings().config().getInt("akka.remote.artery.bind.port");
      try (Relay toSurvivor = new Relay(own, ownBind);
          ArteryNode peer = new ArteryNode(port, "")) {
        assertThat(toSurvivor.port).isEqualTo(own);
        return ArteryNode.nextOf(peer.replica, () -> tell(wire));
      }
    }
  }

  @Test
  void garbageIsDroppedMessageByMessageAndTheRestArrivesInOrder() throws Exception {
    long[] kinds = {
      GarbageSerializer.NOISE, GarbageSerializer.UNKNOWN_MANIFEST, GarbageSerializer.TRUNCATED
    };
    String mad =
        "akka.actor.serializers.conclave-wire = \""
            + GarbageSerializer.class.getName()
            + "\"\n"
            + "akka.actor.serialization-identifiers { \"%s\" = 26531 }"
                .formatted(GarbageSerializer.class.getName());
    try (LogTail log = new LogTail("akka.remote.artery.Deserializer");
        ArteryNode a = new ArteryNode(FreePorts.take(), mad);
        ArteryNode b = new ArteryNode()) {
      ActorRef<Object> replica = a.resolve(b.address.replica("control"));
      int garbage = 0;
      for (int i = 1; i <= 100; i++) {
        for (long kind : kinds) {
          replica.tell(submit(kind));
          garbage++;
        }
        replica.tell(submit(i));
      }
      for (int i = 1; i <= 100; i++) {
        assertThat(ArteryNode.next(b.replica)).isEqualTo(submit(i));
      }
      long refused = ArteryNode.until(garbage, () -> log.count("Failed to deserialize"), () -> {});
      System.out.println("garbage: " + garbage + " sent, " + refused + " logged, 100 arrived");
      assertThat(b.replica).isEmpty();
      assertThat(refused).isEqualTo(garbage);
    }
  }

  @Test
  void strangersAtThePortDoNotHarmTheNode() throws Exception {
    Random random = new Random(9);
    try (ArteryNode a = new ArteryNode();
        ArteryNode b = new ArteryNode()) {
      for (int i = 0; i < 30; i++) {
        byte[] noise = new byte[200];
        random.nextBytes(noise);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), b.address.port())) {
          socket.setSoTimeout((int) ArteryNode.DEADLINE.toMillis());
          socket.getOutputStream().write(noise);
          socket.shutdownOutput();
          endOf(socket);
        }
      }
      ActorRef<Object> replica = a.resolve(b.address.replica("control"));
      replica.tell(submit(1));
      assertThat(ArteryNode.next(b.replica)).isEqualTo(submit(1));
      assertThat(b.system.whenTerminated().isCompleted()).isFalse();
    }
  }

  private static void endOf(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.io.IOException e) {
      // A reset is as good an end as any: the node hung up.
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static Wire.Submit submit(long batch) {
    return new Wire.Submit("control", MEMBER, batch, List.of(WireSamples.utf8("x")));
  }
}
