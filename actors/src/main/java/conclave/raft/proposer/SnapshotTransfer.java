package conclave.raft.proposer;

import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;

/**
 * Sends one snapshot to one peer. Asks first how much of it is there already; then parts go out as
 * far as the window and the node's pace allow, and the peer says how far it has them.
 *
 * <pre>
 *   OFFERING --reply(next)--> STREAMING   kept ..... asked ....... the end
 *      ^                        |  |       \__ window __/
 *      +-- less is there -------+  +-- installed --> over(last)
 *          than was said           +-- a gap, or nothing heard: again from what is kept
 * </pre>
 *
 * <p>A peer that may not know of offers is sent one part at a time, from the first one on, and says
 * after each which one it wants next.
 *
 * <p>Keeps to its snapshot: that newer ones are taken meanwhile does not make it begin anew.
 */
public final class SnapshotTransfer {

  /** What a transfer wants done. */
  public interface Effects {
    /** Send to the peer; may be lost. */
    void send(NodeId to, Message message);

    /** Read a part of the snapshot, then answer with {@link SnapshotTransfer#part}. */
    void read(long offset, int length);

    /** The transfer ended; {@code at} is {@link EntryId#NONE} where the peer was not reached. */
    void over(NodeId peer, EntryId at);
  }

  /**
   * @param term the leadership that sends
   * @param peer who receives
   * @param snapshot what is sent
   * @param length its bytes
   * @param checksum their CRC-32C
   */
  public record Start(long term, NodeId peer, SnapshotId snapshot, long length, int checksum) {}

  /**
   * @param partBytes size of one part
   * @param window parts that may be on their way
   * @param retryNanos how long to wait for an answer before the same is sent again
   * @param tries how often before the transfer is given up
   * @param pace of all transfers of this node
   * @param offers whether the peer is asked first how much is there
   */
  public record Limits(
      int partBytes, int window, long retryNanos, int tries, Pace pace, boolean offers) {

    /** For a peer that may not know of them, and drops parts that it did not ask for. */
    public Limits withoutOffer() {
      return new Limits(partBytes, 1, retryNanos, tries, pace, false);
    }
  }

  private static final long NEVER = Long.MAX_VALUE;

  private final Start start;
  private final Limits limits;
  private final Effects effects;

  /** Whether the peer has not said yet how much is there. */
  private boolean offering = true;

  /** The peer has everything before. */
  private long kept;

  /** The next part to be sent begins there. */
  private long sent;

  /** The next part to be read begins there. */
  private long asked;

  /** From where it was sent again because of a gap; the same gap is reported many times. */
  private long repeated = -1;

  /** Whether the peer named less than it had; if it stays silent then, it is asked again. */
  private boolean doubtful;

  /** When the next part may be read; its time is reserved. */
  private long pausedUntil = NEVER;

  private long waitsSince;
  private int tries;
  private boolean over;

  public SnapshotTransfer(Start start, Limits limits, Effects effects) {
    this.start = start;
    this.limits = limits;
    this.effects = effects;
  }

  /** When {@link #tick} wants to be called next. */
  public long deadlineNanos() {
    if (over) {
      return NEVER;
    }
    long answer = waits() ? waitsSince + limits.retryNanos() : NEVER;
    return Math.min(answer, pausedUntil);
  }

  private boolean waits() {
    return offering || sent > kept || kept >= start.length();
  }

  /** Asks the peer how much is there, or begins with the first part. */
  public void begin(long nowNanos) {
    offering = limits.offers();
    waitsSince = nowNanos;
    if (!offering) {
      sendFrom(0, nowNanos);
      return;
    }
    effects.send(
        start.peer(),
        new Message.SnapshotOffer(
            start.term(), start.snapshot(), start.length(), start.checksum()));
  }

  /** Unlike {@link #repeat}, also what the peer said that it has. */
  private void sendFrom(long offset, long nowNanos) {
    kept = offset;
    sent = offset;
    asked = offset;
    repeated = -1;
    pump(nowNanos);
  }

  public void on(Message.SnapshotReply reply, long nowNanos) {
    if (over || reply.term() != start.term() || !reply.last().equals(start.snapshot().last())) {
      return;
    }
    long next = Math.min(reply.next(), start.length());
    if (reply.installed()) {
      finish(reply.last());
    } else if (offering || next > kept) {
      long from = offering ? next : Math.max(sent, next);
      offering = false;
      doubtful = false;
      kept = next;
      tries = 0;
      waitsSince = nowNanos;
      repeated = -1;
      skipTo(from, nowNanos);
    } else if (next < kept) {
      doubtful = true; // an answer that was overtaken, or the peer has lost something
    } else if (sent > kept && repeated != kept) {
      repeated = kept;
      skipTo(kept, nowNanos);
    }
  }

  /** The next part is the one at {@code offset}. */
  private void skipTo(long offset, long nowNanos) {
    if (offset != sent) {
      sent = offset;
      asked = offset;
    }
    pump(nowNanos);
  }

  private void pump(long nowNanos) {
    if (pausedUntil != NEVER && pausedUntil > nowNanos) {
      return;
    }
    boolean reserved = pausedUntil != NEVER;
    pausedUntil = NEVER;
    while (mayAsk()) {
      int length = nextLength();
      long at = reserved ? nowNanos : limits.pace().reserve(length, nowNanos);
      if (at > nowNanos) {
        pausedUntil = at;
        return;
      }
      reserved = false;
      asked += length;
      effects.read(asked - length, length);
    }
  }

  private boolean mayAsk() {
    return !over
        && !offering
        && asked < start.length()
        && asked - kept < (long) limits.window() * limits.partBytes();
  }

  private int nextLength() {
    return (int) Math.min(limits.partBytes(), start.length() - asked);
  }

  /** The bytes at {@code offset}, as wanted. */
  public void part(long offset, byte[] bytes, long nowNanos) {
    if (over || offering || offset != sent || offset >= asked) {
      return;
    }
    sent += bytes.length;
    waitsSince = nowNanos;
    boolean done = sent >= start.length();
    effects.send(
        start.peer(),
        new Message.SnapshotChunk(start.term(), start.snapshot(), offset, bytes, done));
  }

  /** The snapshot cannot be read. */
  public void failed() {
    finish(EntryId.NONE);
  }

  /** Goes on after a pause, and repeats what was not answered. */
  public void tick(long nowNanos) {
    if (over) {
      return;
    }
    if (pausedUntil <= nowNanos) {
      pump(nowNanos);
    }
    if (!waits() || nowNanos < waitsSince + limits.retryNanos()) {
      return;
    }
    tries++;
    if (tries >= limits.tries()) {
      finish(EntryId.NONE);
    } else if (!limits.offers() && !doubtful && kept >= start.length()) {
      waitsSince = nowNanos; // what the peer says after the last part is what was lost
      sendFrom(start.length() - 1 - (start.length() - 1) % limits.partBytes(), nowNanos);
    } else if (doubtful || kept >= start.length() || offering && tries < limits.tries() / 2) {
      doubtful = false;
      begin(nowNanos);
    } else {
      repeat(nowNanos);
    }
  }

  /** Sends again; to a peer that does not know of offers, without an answer to one. */
  private void repeat(long nowNanos) {
    offering = false;
    waitsSince = nowNanos;
    repeated = -1;
    skipTo(kept, nowNanos);
  }

  private void finish(EntryId at) {
    if (!over) {
      over = true;
      effects.over(start.peer(), at);
    }
  }
}
