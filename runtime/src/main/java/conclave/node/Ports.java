package conclave.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Asks the kernel for a port before anything is started on it, so that a taken one gets one line.
 */
public final class Ports {

  private Ports() {}

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
