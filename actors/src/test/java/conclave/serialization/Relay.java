package conclave.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The port at which others know a node, passed on to where it listens. Cutting it is the end of a
 * node as others see it who was killed: connections reset, new ones refused, no goodbye.
 */
final class Relay implements AutoCloseable {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  final int port;

  private final int target;
  private final ServerSocket server;

  /** Why each thread ended, for whoever wonders. */
  private final Queue<IOException> endings = new ConcurrentLinkedQueue<>();

  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /** Port 0 is a free one. */
  Relay(int port, int target) {
    this.target = target;
    try {
      server = new ServerSocket(port, 50, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = server.getLocalPort();
    background(this::accept);
  }

  static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket from = server.accept();
      sockets.add(from);
      Socket to = new Socket(LOOPBACK, target);
      sockets.add(to);
      background(() -> from.getInputStream().transferTo(to.getOutputStream()));
      background(() -> to.getInputStream().transferTo(from.getOutputStream()));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  /** A thread that ends with the first failure of its sockets: closing them is how it stops. */
  private void background(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                endings.add(e);
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
