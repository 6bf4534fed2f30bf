package conclave.cli.bench;

import conclave.node.HostPort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Chooses the address of this process at which the nodes of a cluster can answer it: the loopback
 * for nodes of this machine, so that nobody else can reach it, otherwise the one from which the way
 * to them leads.
 */
final class OwnHost {

  /** The way to an address, as the operating system knows it. */
  @FunctionalInterface
  interface Way {
    /** This machine's end of it. */
    InetAddress from(InetSocketAddress to) throws IOException;
  }

  private static final String LOOPBACK = "127.0.0.1";

  private final Way way;

  OwnHost(Way way) {
    this.way = way;
  }

  /** With the ways of this machine; nothing is sent. */
  static OwnHost ofThisMachine() {
    return new OwnHost(OwnHost::connected);
  }

  static InetAddress connected(InetSocketAddress to) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(to);
      return socket.getLocalAddress();
    }
  }

  /**
   * Where those nodes can answer: the first that there is a way to decides.
   *
   * @param contacts at least one
   * @throws BenchFailed naming the last of them, where there is a way to none
   */
  String facing(List<HostPort> contacts) {
    BenchFailed why = null;
    for (HostPort contact : contacts) {
      try {
        return facing(contact);
      } catch (IOException e) {
        why = new BenchFailed("no way from this machine to %s: %s".formatted(contact, reason(e)));
      }
    }
    throw why;
  }

  private String facing(HostPort contact) throws IOException {
    InetSocketAddress to = new InetSocketAddress(contact.host(), contact.port());
    if (to.isUnresolved()) {
      throw new UnknownHostException(contact.host());
    }
    if (to.getAddress().isLoopbackAddress()) {
      return LOOPBACK;
    }
    InetAddress own = way.from(to);
    if (own.isAnyLocalAddress()) {
      throw new IOException("no address of this machine leads there");
    }
    String host = own.getHostAddress();
    return host.contains("%") ? host.substring(0, host.indexOf('%')) : host;
  }

  private static String reason(IOException e) {
    return e instanceof UnknownHostException ? "nobody knows that name" : e.getMessage();
  }
}
