package conclave.multijvm.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Free ports of the loopback interface, from below the range that the kernel gives to outgoing
 * connections: while a node is down, no client may be given its port.
 */
public final class LoopbackPorts {

  /** Where all nodes listen. */
  public static final String HOST = "127.0.0.1";

  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;

  /** Processes side by side start at different places; within one, no port is given twice. */
  private static int next = FIRST + (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST));

  private LoopbackPorts() {}

  /** So many ports that nobody listens on now; none is given twice. */
  public static synchronized List<Integer> take(int count) {
    List<Integer> taken = new ArrayList<>();
    for (int tried = FIRST; tried < LAST && taken.size() < count; tried++) {
      next = next + 1 < LAST ? next + 1 : FIRST;
      if (free(next)) {
        taken.add(next);
      }
    }
    if (taken.size() < count) {
      throw new IllegalStateException(
          "no %d free ports of %s between %d and %d".formatted(count, HOST, FIRST, LAST));
    }
    return taken;
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return true;
    } catch (IOException occupied) {
      return false;
    }
  }
}
