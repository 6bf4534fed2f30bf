package conclave.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The port at which others know a node, passed on to where it listens. Cutting it is the end of a
 * node as others see it who was killed: connections reset, new ones refused, no goodbye. No
 * connection outlives the cut, not even one that was being accepted: a peer that is stopped
 * afterwards would say its goodbye over it.
 */
final class Relay implements AutoCloseable {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  final int port;

  private final int target;
  private final ServerSocket server;

  /** Why each thread ended, for whoever wonders. */
  private final Queue<IOException> endings = new ConcurrentLinkedQueue<>();

  /** Guarded by this, as is {@link #cut}. */
  private final List<Socket> sockets = new ArrayList<>();

  private boolean cut;

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

  @Override
  public synchronized void close() {
    cut = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(this::reset);
  }

  private void accept() throws IOException {
    while (!server.isClosed()) {
      Socket from = kept(server.accept());
      try {
        Socket to = kept(new Socket(LOOPBACK, target));
        background(() -> pass(from, to));
        background(() -> pass(to, from));
      } catch (IOException e) {
        endings.add(e);
        reset(from);
      }
    }
  }

  /** Either the cut comes later and finds the socket, or it came and the socket ends here. */
  private synchronized Socket kept(Socket socket) {
    if (cut) {
      reset(socket);
    }
    sockets.add(socket);
    return socket;
  }

  /** What ends on one side ends on the other: half a connection would look like a live one. */
  private static void pass(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  /** A thread of the relay may close it meanwhile; then it has ended as well. */
  private void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      endings.add(e);
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
