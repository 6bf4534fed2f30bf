package conclave.multijvm.links;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * One connection over a link: the sender's, which was let in, and one to the receiver, which is
 * opened as soon as the link lets anything pass. Once both directions are over, or one is broken,
 * it is gone.
 */
final class Connection {

  private final Link link;
  private final Loop loop;
  private final SocketChannel sender;
  private final SocketChannel receiver;
  private final InetSocketAddress address;
  private final SelectionKey senderKey;
  private final SelectionKey receiverKey;
  private final Pipe forth;
  private final Pipe back;
  private Stage stage = Stage.WAITING;
  private long lastDue;
  private long alarm = Pipe.NEVER;

  private enum Stage {
    /** In a hole even opening takes until it heals. */
    WAITING,
    CONNECTING,
    THROUGH,
    CLOSED
  }

  /**
   * Both sides are watched from now on.
   *
   * @param address of the receiver
   */
  Connection(Link link, Loop loop, SocketChannel sender, InetSocketAddress address)
      throws IOException {
    this.link = link;
    this.loop = loop;
    this.sender = sender;
    this.address = address;
    this.receiver = SocketChannel.open();
    sender.setOption(StandardSocketOptions.TCP_NODELAY, true);
    receiver.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.senderKey = loop.register(sender, this::senderReady);
    this.receiverKey = loop.register(receiver, this::receiverReady);
    this.forth = new Pipe(sender, receiver);
    this.back = new Pipe(receiver, sender);
    this.lastDue = loop.now();
  }

  /** Opens the other half, if it may. */
  void begin() {
    advance();
  }

  /** The link is in another condition: what waits goes now, or never until the next. */
  void conditionChanged() {
    lastDue = link.holds() ? lastDue : loop.now();
    long due = link.holds() ? Pipe.NEVER : lastDue;
    forth.due(due);
    back.due(due);
    advance();
  }

  /** As if a wire was cut and both sides were told: RST. */
  void reset() {
    if (stage != Stage.CLOSED) {
      close(true);
    }
  }

  long held() {
    return forth.held() + back.held();
  }

  long passed() {
    return forth.passed() + back.passed();
  }

  private void close(boolean reset) {
    stage = Stage.CLOSED;
    try {
      for (SocketChannel side : List.of(sender, receiver)) {
        if (reset && side.isOpen()) { // one that could not connect is closed already
          side.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        side.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing a connection over " + link, e);
    }
    link.gone(this);
  }

  private void senderReady() {
    if (senderKey.isReadable()) {
      forth.read(loop.buffer, due());
    }
    advance();
  }

  private void receiverReady() {
    if (stage == Stage.CONNECTING) {
      finishConnecting();
    } else if (receiverKey.isReadable()) {
      back.read(loop.buffer, due());
    }
    advance();
  }

  private void finishConnecting() {
    try {
      if (receiver.finishConnect()) {
        stage = Stage.THROUGH;
      }
    } catch (IOException nobodyListens) {
      reset();
    }
  }

  /** Later pieces never overtake. */
  private long due() {
    if (link.holds()) {
      return Pipe.NEVER;
    }
    lastDue = Math.max(lastDue, loop.now() + link.drawDelay());
    return lastDue;
  }

  /** Does all that can be done now, and waits for the rest. */
  private void advance() {
    if (stage == Stage.WAITING && !link.holds()) {
      connect();
    }
    if (stage == Stage.THROUGH) {
      long now = loop.now();
      if (!forth.write(now) || !back.write(now)) {
        reset();
      } else if (forth.over() && back.over()) {
        close(false);
      }
    }
    if (stage != Stage.CLOSED) {
      watch();
    }
  }

  private void connect() {
    stage = Stage.CONNECTING;
    try {
      if (receiver.connect(address)) {
        stage = Stage.THROUGH;
      }
    } catch (IOException nobodyListens) {
      reset();
    }
  }

  private void watch() {
    senderKey.interestOps(interest(forth, back));
    receiverKey.interestOps(
        switch (stage) {
          case CONNECTING -> SelectionKey.OP_CONNECT;
          case THROUGH -> interest(back, forth);
          default -> 0;
        });
    long next = Math.min(forth.nextDue(), back.nextDue());
    if (stage == Stage.THROUGH && next != Pipe.NEVER && next != alarm) {
      alarm = next;
      loop.at(next, this::onDue);
    }
  }

  private void onDue() {
    alarm = Pipe.NEVER;
    if (stage != Stage.CLOSED) {
      advance();
    }
  }

  private static int interest(Pipe reads, Pipe writes) {
    return (reads.wantsToRead() ? SelectionKey.OP_READ : 0)
        | (writes.blocked() ? SelectionKey.OP_WRITE : 0);
  }
}
