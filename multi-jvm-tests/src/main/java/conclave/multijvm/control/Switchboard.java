package conclave.multijvm.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the nodes of one cluster call the test. Whoever does not show the token is hung up on. */
public final class Switchboard implements AutoCloseable {

  private static final int MAX_GREETING = 256;
  private static final int GREETING_MILLIS = 10_000;

  private final ServerSocket server;
  private final Credentials credentials;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  private Switchboard(ServerSocket server) {
    this.server = server;
    this.credentials = Credentials.draw(server.getLocalPort());
  }

  /** Listens on a free port of the loopback interface. */
  public static Switchboard open() {
    try {
      Switchboard board =
          new Switchboard(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
      daemon("multijvm-switchboard", board::acceptAll);
      return board;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a node needs to call. */
  public Credentials credentials() {
    return credentials;
  }

  /** Calls of that node go to this line. */
  public void connect(String node, Line line) {
    lines.put(node, line);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        daemon("multijvm-line", () -> serve(socket));
      }
    } catch (SocketException closed) {
      lines.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("waiting for nodes to call", e);
    }
  }

  private void serve(Socket socket) {
    try (Channel channel = new Channel(socket)) {
      socket.setSoTimeout(GREETING_MILLIS);
      boolean known = credentials.accepts(channel.frame(MAX_GREETING));
      Line line = known ? lines.get(text(channel.frame(MAX_GREETING))) : null;
      if (line != null) {
        int life = Integer.parseInt(text(channel.frame(MAX_GREETING)));
        socket.setSoTimeout(0);
        line.serve(channel, life);
      }
    } catch (IOException e) {
      return; // a stranger, or a node that ended while it called: its line hears of that end
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
