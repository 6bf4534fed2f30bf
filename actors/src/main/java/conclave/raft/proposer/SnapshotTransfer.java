package conclave.raft.proposer;

import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;

/**
 * Sends one snapshot to one peer, a part at a time; the peer says which part it wants next, so a
 * lost part costs one repetition.
 *
 * <pre>
 *   begin -> read(0) -> chunk -> send -> reply(next) -> read(next) -> ... -> installed -> over(last)
 *                                  ^        |
 *                                  +--------+ nothing heard for a while: the same part again
 * </pre>
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
   */
  public record Start(long term, NodeId peer, SnapshotId snapshot, long length) {}

  /**
   * @param partBytes size of one part
   * @param retryNanos how long to wait for an answer before the same part is sent again
   * @param tries how often before the transfer is given up
   */
  public record Limits(int partBytes, long retryNanos, int tries) {}

  private final Start start;
  private final Limits limits;
  private final Effects effects;
  private Message.SnapshotChunk unanswered;
  private long wanted;
  private long sentNanos;
  private int tries;
  private boolean over;

  public SnapshotTransfer(Start start, Limits limits, Effects effects) {
    this.start = start;
    this.limits = limits;
    this.effects = effects;
  }

  /** When {@link #tick} wants to be called next. */
  public long deadlineNanos() {
    return unanswered == null ? Long.MAX_VALUE : sentNanos + limits.retryNanos();
  }

  public void begin() {
    want(0);
  }

  private void want(long offset) {
    wanted = offset;
    unanswered = null;
    effects.read(offset, (int) Math.min(limits.partBytes(), start.length() - offset));
  }

  /** The bytes at {@code offset}, as wanted. */
  public void part(long offset, byte[] bytes, long nowNanos) {
    if (over || offset != wanted || unanswered != null) {
      return;
    }
    boolean done = offset + bytes.length >= start.length();
    unanswered = new Message.SnapshotChunk(start.term(), start.snapshot(), offset, bytes, done);
    tries = 0;
    send(nowNanos);
  }

  private void send(long nowNanos) {
    tries++;
    sentNanos = nowNanos;
    effects.send(start.peer(), unanswered);
  }

  /** The snapshot cannot be read. */
  public void failed() {
    finish(EntryId.NONE);
  }

  public void on(Message.SnapshotReply reply) {
    if (over || reply.term() != start.term() || !reply.last().equals(start.snapshot().last())) {
      return;
    }
    if (reply.installed()) {
      finish(reply.last());
    } else if (reply.next() != wanted && reply.next() < start.length()) {
      want(reply.next());
    }
  }

  /** Repeats a part that was not answered. */
  public void tick(long nowNanos) {
    if (over || nowNanos < deadlineNanos()) {
      return;
    }
    if (tries >= limits.tries()) {
      finish(EntryId.NONE);
    } else {
      send(nowNanos);
    }
  }

  private void finish(EntryId at) {
    if (!over) {
      over = true;
      unanswered = null;
      effects.over(start.peer(), at);
    }
  }
}
