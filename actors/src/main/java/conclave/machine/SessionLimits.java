package conclave.machine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Bounds of the table of sessions. They decide which commands are refused and which sessions are
 * forgotten; so all replicas of a group must have the same. They are therefore no setting of a
 * node: they are fixed when the group is created, every snapshot carries them, and a snapshot that
 * was made under others is refused.
 *
 * @param maxSessions sessions remembered; one more evicts the least recently used
 * @param window how far, in sequence numbers, a client may be ahead of the first result that it has
 *     not acknowledged; also the greatest number of results remembered for a session
 * @param maxSessionBytes a session with that many bytes of remembered results gets no further
 *     command applied until its client acknowledges some (the last result may exceed it)
 * @param maxTotalBytes bytes of remembered results of all sessions; beyond it the least recently
 *     used sessions are evicted
 */
public record SessionLimits(int maxSessions, int window, long maxSessionBytes, long maxTotalBytes) {

  /** The limits of every group that does not say otherwise. */
  public static final SessionLimits STANDARD =
      new SessionLimits(10_000, 4_096, 4L << 20, 64L << 20);

  public SessionLimits {
    if (maxSessions < 1 || window < 1 || maxSessionBytes < 1 || maxTotalBytes < maxSessionBytes) {
      throw new IllegalArgumentException(
          "limits of sessions must be positive, and those of all sessions not below those of one: "
              + "maxSessions %d, window %d, maxSessionBytes %d, maxTotalBytes %d"
                  .formatted(maxSessions, window, maxSessionBytes, maxTotalBytes));
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(maxSessions);
    out.writeInt(window);
    out.writeLong(maxSessionBytes);
    out.writeLong(maxTotalBytes);
  }

  void requireSame(DataInput in) throws IOException {
    int sessions = in.readInt();
    int ahead = in.readInt();
    long sessionBytes = in.readLong();
    long totalBytes = in.readLong();
    if (sessions != maxSessions
        || ahead != window
        || sessionBytes != maxSessionBytes
        || totalBytes != maxTotalBytes) {
      throw new IOException(
          "sessions were saved under limits (%d, %d, %d, %d), this replica has %s"
              .formatted(sessions, ahead, sessionBytes, totalBytes, this));
    }
  }
}
