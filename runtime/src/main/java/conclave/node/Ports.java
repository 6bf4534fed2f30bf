package conclave.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the kernel for a port before anything is started on it, so that a taken one gets one line.
 */
public final class Ports {

  /** Above what services are known by; up to where Linux begins with outgoing connections. */
  private static final int LOWEST = 26_000;

  private static final int RANGE = 32_768 - LOWEST;

  /** So that neighbours among the system's ports are none here; prime to the range. */
  private static final int STRIDE = 37;

  private Ports() {}

  /**
   * Ports of that address on which nobody listens now; all of them differ. None is of those that
   * systems give to outgoing connections: such a one could be taken before anybody listens on it.
   *
   * @throws IOException if that is no address of this machine, or too few are free
   */
  public static List<Integer> free(String host, int count) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    List<ServerSocket> held = new ArrayList<>();
    try {
      int first = anywhere(address);
      for (int i = 0; i < RANGE && held.size() < count; i++) {
        listen(address, LOWEST + (first + i) % RANGE).ifPresent(held::add);
      }
      if (held.size() < count) {
        throw new IOException("only %d ports of %s are free".formatted(held.size(), host));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** Another one each time, since the system hands out its ports in turn or at random. */
  private static int anywhere(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort() * STRIDE % RANGE;
    }
  }

  private static Optional<ServerSocket> listen(InetAddress address, int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, address));
    } catch (IOException occupied) {
      return Optional.empty();
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
