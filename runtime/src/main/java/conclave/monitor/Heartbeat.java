package conclave.monitor;

import conclave.raft.log.NodeId;
import conclave.serialization.CborSerializable;
import java.util.Objects;

/**
 * A node tells another that it is there and how it does. The only message that nodes send to each
 * other's monitor; fields may be added, and a node that does not know them passes them over.
 *
 * @param sender who speaks; one that is no member is not heard
 * @param ageMs how long ago the figures were measured, by the sender's clock; an older release does
 *     not tell, which counts as 0
 */
public record Heartbeat(NodeId sender, Vitals vitals, long ageMs)
    implements CborSerializable, NodeMonitor.Command {

  /** Some 35 years; whatever a sender says, it is a time in nanoseconds too. */
  private static final long OLDEST_MS = 1L << 40;

  public Heartbeat {
    Objects.requireNonNull(sender, "a heartbeat without a sender");
    vitals = vitals == null ? Vitals.UNKNOWN : vitals;
    ageMs = Math.max(0, Math.min(ageMs, OLDEST_MS));
  }
}
