package conclave.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int ROUNDS = 200;

  /** One that stays would carry the goodbye of a peer who is said to be killed. */
  @Test
  void noConnectionOutlivesTheCutHoweverLateItCame() throws Exception {
    int connections = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerSocket target = new ServerSocket(0, 50, LOOPBACK)) {
        Relay relay = new Relay(0, target.getLocalPort());
        CountDownLatch first = new CountDownLatch(1);
        FutureTask<List<Socket>> connecting = new FutureTask<>(() -> connect(relay.port, first));
        new Thread(connecting, "clients").start();
        first.await();
        relay.close();
        for (Socket client : connecting.get()) {
          connections++;
          assertEnds(client);
        }
      }
    }
    System.out.println("relay: " + ROUNDS + " cuts, " + connections + " connections, all ended");
    assertThat(connections).isGreaterThan(ROUNDS);
  }

  /** Connects again and again, until the port is closed. */
  private static List<Socket> connect(int port, CountDownLatch first) {
    List<Socket> sockets = new ArrayList<>();
    try {
      while (sockets.size() < 40) {
        sockets.add(new Socket(LOOPBACK, port));
        first.countDown();
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(refused|reset).*");
    }
    return sockets;
  }

  /** It must speak to hear: a handshake that the closing port overtook ends without a word. */
  private static void assertEnds(Socket client) throws IOException {
    try (client) {
      client.setSoTimeout(10_000);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("a connection outlived the cut", e);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
    }
  }
}
