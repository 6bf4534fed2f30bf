package conclave.multijvm.links;

import conclave.multijvm.process.LoopbackPorts;
import conclave.node.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The address at which the others reach one node, and who comes in there over which link. */
final class Gate {

  private static final int ATTEMPTS = 20;

  private final Loop loop;
  private final ServerSocketChannel server;
  private final HostPort address;
  private final Map<InetAddress, Link> links = new HashMap<>();
  private final Function<InetAddress, Link> byAddress;

  /**
   * Opens it at that host, on a free port.
   *
   * @param byAddress the link of who comes from there
   */
  static Gate open(Loop loop, String host, Function<InetAddress, Link> byAddress) {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = LoopbackPorts.take(1).get(0);
      try {
        return new Gate(loop, new HostPort(host, port), byAddress);
      } catch (IOException occupied) {
        last = occupied; // taken since somebody looked, or on this address alone
      }
    }
    throw new UncheckedIOException("no port for a node at " + host, last);
  }

  private Gate(Loop loop, HostPort address, Function<InetAddress, Link> byAddress)
      throws IOException {
    this.loop = loop;
    this.address = address;
    this.byAddress = byAddress;
    this.server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    loop.call(this::accept);
  }

  HostPort address() {
    return address;
  }

  private SelectionKey accept() {
    try {
      return loop.register(server, this::enter).interestOps(SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void enter() {
    try {
      for (SocketChannel sender = server.accept(); sender != null; sender = server.accept()) {
        InetSocketAddress from = (InetSocketAddress) sender.getRemoteAddress();
        if (from == null) {
          sender.close(); // it gave up meanwhile
        } else {
          links.computeIfAbsent(from.getAddress(), byAddress).enter(sender);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("letting a connection in at " + address, e);
    }
  }
}
