package conclave.multijvm.links;

import conclave.multijvm.Wiring.Place;
import conclave.node.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** Nodes that are sockets in this JVM, and connections between them through the links. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Links links;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, ServerSocket> listening = new HashMap<>();

  /** Both ends of a connection. */
  record Ends(Socket sender, Socket receiver) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      sender.close();
      receiver.close();
    }
  }

  Wire(Links links, String... nodes) throws IOException {
    this.links = links;
    for (String node : nodes) {
      Place place = links.place(node, places.size() + 1);
      places.put(node, place);
      ServerSocket server = new ServerSocket();
      server.setSoTimeout(PATIENCE_MILLIS);
      server.bind(socketAddress(place.bound()));
      listening.put(node, server);
    }
  }

  Links links() {
    return links;
  }

  /** As the node does that is called so, with that node as receiver. */
  Socket dial(String from, String to) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(places.get(from).announced().host(), 0));
    socket.connect(socketAddress(places.get(to).announced()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** The next connection that arrives at that node. */
  Socket arrival(String node) throws IOException {
    Socket socket = listening.get(node).accept();
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  Ends connect(String from, String to) throws IOException {
    Socket sender = dial(from, to);
    return new Ends(sender, arrival(to));
  }

  HostPort announced(String node) {
    return places.get(node).announced();
  }

  /** The node is dead. */
  void stopListening(String node) throws IOException {
    listening.get(node).close();
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket server : listening.values()) {
      server.close();
    }
    links.close();
  }

  private static InetSocketAddress socketAddress(HostPort address) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
  }
}
