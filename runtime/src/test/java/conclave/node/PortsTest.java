package conclave.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

  private static final String HOST = "127.0.0.1";

  /** What connects outwards is given a port from 32,768 on, on Linux, or from 49,152 on. */
  @Test
  void freePortsDifferAndNoOutgoingConnectionTakesOne() throws IOException {
    List<Integer> ports = Ports.free(HOST, 40);
    assertThat(ports).hasSize(40).doesNotHaveDuplicates().allMatch(p -> p > 1_023 && p < 32_768);
    for (int port : ports) {
      Ports.requireFree(new HostPort(HOST, port), "--port");
    }
  }

  @Test
  void whatSomebodyListensOnIsNotFree() throws IOException {
    int port = Ports.free(HOST, 1).get(0);
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
      assertThat(taken.isBound()).isTrue();
      assertThat(Ports.free(HOST, 900)).doesNotContain(port);
      assertThatThrownBy(() -> Ports.requireFree(new HostPort(HOST, port), "--port"))
          .isInstanceOf(CannotStart.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + " (--port)");
    }
  }

  @Test
  void moreThanThereAreIsAFailure() {
    assertThatThrownBy(() -> Ports.free(HOST, 60_000)).hasMessageEndingWith("are free");
  }
}
