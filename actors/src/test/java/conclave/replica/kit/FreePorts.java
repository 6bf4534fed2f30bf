package conclave.replica.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Ports of the loopback interface for tests, each given once. A port that the kernel chose and that
 * was let go again may be somebody else's before the node listens on it, and so may the port of a
 * node that is down. These are from below the range out of which the kernel chooses, and from a
 * block whose first port stays occupied while this JVM lives: JVMs side by side share none.
 */
public final class FreePorts {

  /** Below the ports of the kit for several JVMs, which begin at 15,000. */
  private static final int FIRST = 10_000;

  private static final int LAST = 15_000;
  private static final int BLOCK = 100;

  private static ServerSocket block;
  private static int next;

  private FreePorts() {}

  /** A port on which nobody listens, and which no other test asks for. */
  public static synchronized int take() {
    while (true) {
      if (block == null || next == block.getLocalPort() + BLOCK) {
        block = nextBlock();
        next = block.getLocalPort() + 1;
      }
      int port = next++;
      if (listen(port).map(FreePorts::closed).isPresent()) {
        return port;
      }
    }
  }

  private static ServerSocket nextBlock() {
    int from = block == null ? FIRST : block.getLocalPort() + BLOCK;
    for (int first = from; first < LAST; first += BLOCK) {
      Optional<ServerSocket> held = listen(first);
      if (held.isPresent()) {
        return held.get();
      }
    }
    throw new AssertionError("no block of free ports between " + from + " and " + LAST);
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException occupied) {
      return Optional.empty();
    }
  }

  private static ServerSocket closed(ServerSocket socket) {
    try (socket) {
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
