package conclave.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the kernel for a port before anything is started on it, so that a taken one gets one line.
 */
public final class Ports {

  private Ports() {}

  /** Ports of that address on which nobody listens now; all of them differ. */
  public static List<Integer> free(String host, int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName(host)));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /**
   * Checks that nobody listens there.
   *
   * @param option the command-line option that gave it, for the message
   * @throws CannotStart when it is occupied, or not an address of this machine
   */
  public static void requireFree(HostPort address, String option) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
    } catch (IOException e) {
      throw new CannotStart(
          "cannot listen on %s (%s): %s".formatted(address, option, e.getMessage()), e);
    }
  }
}
