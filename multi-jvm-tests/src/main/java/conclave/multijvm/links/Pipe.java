package conclave.multijvm.links;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One direction of a connection: what was read and is not written yet, in order, each piece with
 * the time at which it may go on. When it is full, it reads no more, and the sender's own buffers
 * fill. The end of the stream and its failure are pieces like the others: who sends through a hole
 * and dies is not known to be dead on the other side.
 */
final class Pipe {

  /** For pieces that wait until the link heals. */
  static final long NEVER = Long.MAX_VALUE;

  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_PIECES = 16_384;

  private final SocketChannel from;
  private final SocketChannel to;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private long bytes;
  private long passed;
  private boolean ended;
  private boolean blocked;

  private enum Kind {
    BYTES,
    END,
    FAILURE
  }

  /**
   * @param due when it may go; never before the one in front of it does
   */
  private record Piece(Kind kind, ByteBuffer content, long due) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  }

  Pipe(SocketChannel from, SocketChannel to) {
    this.from = from;
    this.to = to;
  }

  /** Reads what there is and there is room for; all of it may go on at that time. */
  void read(ByteBuffer buffer, long due) {
    try {
      while (wantsToRead()) {
        int count = from.read(buffer.clear());
        if (count == 0) {
          return;
        }
        if (count < 0) {
          finish(Kind.END, due);
          return;
        }
        pieces.add(new Piece(Kind.BYTES, copy(buffer.flip()), due));
        bytes += count;
      }
    } catch (IOException broken) {
      finish(Kind.FAILURE, due);
    }
  }

  /**
   * Writes what is due.
   *
   * @return whether the connection can go on
   */
  boolean write(long now) {
    blocked = false;
    try {
      for (Piece next = pieces.peek(); next != null; next = pieces.peek()) {
        if (next.due() > now) {
          return true;
        }
        if (next.kind() == Kind.FAILURE) {
          return false;
        }
        if (next.kind() == Kind.END) {
          to.shutdownOutput();
        } else if (!written(next.content())) {
          blocked = true;
          return true;
        }
        pieces.remove();
      }
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  /** What waits may go on at that time, in its order. */
  void due(long when) {
    List<Piece> waiting = List.copyOf(pieces);
    pieces.clear();
    waiting.forEach(piece -> pieces.add(new Piece(piece.kind(), piece.content(), when)));
  }

  /**
   * When the next piece may go; {@link #NEVER} where there is none, or the receiver is in the way.
   */
  long nextDue() {
    return pieces.isEmpty() || blocked ? NEVER : pieces.peek().due();
  }

  boolean wantsToRead() {
    return !ended && bytes < MAX_BYTES && pieces.size() < MAX_PIECES;
  }

  /** The receiver takes no more for now. */
  boolean blocked() {
    return blocked;
  }

  /** The stream ended, and the receiver knows it. */
  boolean over() {
    return ended && pieces.isEmpty();
  }

  long held() {
    return bytes;
  }

  long passed() {
    return passed;
  }

  private boolean written(ByteBuffer content) throws IOException {
    int count = to.write(content);
    bytes -= count;
    passed += count;
    return !content.hasRemaining();
  }

  private void finish(Kind how, long due) {
    ended = true;
    pieces.add(new Piece(how, Piece.NOTHING, due));
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    return ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
  }
}
