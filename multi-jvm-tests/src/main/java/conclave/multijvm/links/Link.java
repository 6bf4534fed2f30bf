package conclave.multijvm.links;

import conclave.multijvm.links.Condition.Cut;
import conclave.multijvm.links.Condition.Hole;
import conclave.multijvm.links.Condition.Passes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Everything that one node sends to one other. All but its names belongs to the loop. */
final class Link {

  /** A peer has three or four at a time. */
  private static final int MAX_CONNECTIONS = 256;

  private final String from;
  private final String to;
  private final Loop loop;
  private final InetSocketAddress receiver;
  private final SplittableRandom random;
  private final Set<Connection> connections = new LinkedHashSet<>();
  private Condition condition = Condition.WHOLE;

  /** Grows with each order: what an earlier one has planned is void. */
  private int orders;

  private Traffic past = Traffic.NONE;

  /**
   * Whose it is.
   *
   * @param from the sender's name
   * @param to the receiver's name
   * @param receiver where it listens
   */
  record Ends(String from, String to, InetSocketAddress receiver) {}

  Link(Ends ends, Loop loop, SplittableRandom random) {
    this.from = ends.from();
    this.to = ends.to();
    this.receiver = ends.receiver();
    this.loop = loop;
    this.random = random;
  }

  String from() {
    return from;
  }

  String to() {
    return to;
  }

  @Override
  public String toString() {
    return from + " > " + to;
  }

  /** From now on until the next order. */
  void become(Condition next) {
    orders++;
    change(next);
  }

  /** Cut now, and whole, and cut, until the next order. */
  void become(Flaky flaky) {
    orders++;
    toggle(flaky, orders, true);
  }

  /** The sender has opened a connection. */
  void enter(SocketChannel sender) throws IOException {
    if (condition instanceof Cut || connections.size() >= MAX_CONNECTIONS) {
      sender.setOption(StandardSocketOptions.SO_LINGER, 0);
      sender.close();
      past = past.plus(new Traffic(0, 1, 0, 0, 0, 0));
      return;
    }
    Connection connection = new Connection(this, loop, sender, receiver);
    connections.add(connection);
    past = past.plus(new Traffic(1, 0, 0, 0, 0, 0));
    connection.begin();
  }

  /** Whether nothing may pass for now. */
  boolean holds() {
    return condition instanceof Hole;
  }

  long drawDelay() {
    return condition instanceof Passes passes ? passes.delay().drawNanos(random) : 0;
  }

  /** A connection is closed; what it held is lost. */
  void gone(Connection closed) {
    connections.remove(closed);
    past = past.plus(new Traffic(0, 0, 0, closed.passed(), closed.held(), 0));
  }

  Traffic traffic() {
    Traffic sum = past;
    for (Connection open : connections) {
      sum = sum.plus(new Traffic(0, 0, 0, open.passed(), 0, open.held()));
    }
    return sum;
  }

  private void toggle(Flaky flaky, int order, boolean cut) {
    if (order != orders) {
      return; // another order came
    }
    change(cut ? new Cut() : Condition.WHOLE);
    loop.at(loop.now() + flaky.drawNanos(cut, random), () -> toggle(flaky, order, !cut));
  }

  private void change(Condition next) {
    condition = next;
    if (next instanceof Cut) {
      past = past.plus(new Traffic(0, 0, connections.size(), 0, 0, 0));
      List.copyOf(connections).forEach(Connection::reset);
    } else {
      List.copyOf(connections).forEach(Connection::conditionChanged);
    }
  }
}
