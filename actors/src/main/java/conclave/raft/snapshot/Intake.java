package conclave.raft.snapshot;

import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;

/**
 * Which parts of a leader's snapshot go to the disk. One snapshot at a time; parts in order, and no
 * more of them on their way to the disk than the bound.
 */
public final class Intake {

  private final int most;
  private SnapshotId snapshot = SnapshotId.NONE;
  private NodeId sender;
  private boolean announced;

  /** Behind what was handed to the disk. */
  private long next;

  /** How many answers of the disk are due. */
  private int due;

  /**
   * @param most parts on their way to the disk
   */
  public Intake(int most) {
    this.most = most;
  }

  public SnapshotId snapshot() {
    return snapshot;
  }

  /** Who sent the last part. */
  public NodeId sender() {
    return sender;
  }

  /** Whether to ask the disk what is here of it; not before the disk has done what it has to do. */
  public boolean offered(NodeId from, SnapshotId offer) {
    if (due > 0) {
      return false;
    }
    snapshot = offer;
    sender = from;
    announced = true;
    due = 1;
    return true;
  }

  /** Whether this part goes to the disk. Where there was no offer, the first one begins anew. */
  public boolean takes(NodeId from, Message.SnapshotChunk chunk) {
    boolean another = !chunk.snapshot().equals(snapshot);
    boolean anew = chunk.offset() == 0 && due == 0 && (another || !announced);
    if (anew) {
      snapshot = chunk.snapshot();
      announced = false;
      next = 0;
    } else if (another || chunk.offset() != next || due >= most) {
      return false;
    }
    sender = from;
    next += chunk.bytes().length;
    due++;
    return true;
  }

  /**
   * What to answer to a part that was not taken: the offset that is wanted, or -1 for nothing. One
   * that is here already is answered only if nothing is on its way: then the answer was lost.
   */
  public long wanted(Message.SnapshotChunk chunk) {
    if (!chunk.snapshot().equals(snapshot)) {
      return due == 0 ? 0 : -1;
    }
    return due == 0 || chunk.offset() > next ? next : -1;
  }

  /**
   * The disk has done one piece of work.
   *
   * @param wanted the offset that it wants next; another one than was expected where it failed
   * @return whether it was for the present snapshot
   */
  public boolean stored(EntryId last, long wanted) {
    due = Math.max(0, due - 1);
    boolean present = last.equals(snapshot.last());
    if (present && due == 0) {
      next = wanted;
    }
    return present;
  }
}
