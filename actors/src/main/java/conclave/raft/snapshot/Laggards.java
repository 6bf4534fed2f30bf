package conclave.raft.snapshot;

import conclave.raft.RaftSettings;
import conclave.raft.log.NodeId;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is being sent a snapshot, or is about to. While one travels the next one may be taken; were
 * the log before that one dropped, the peer would need another snapshot when it has this, and so on
 * for ever.
 */
public final class Laggards {

  private final RaftSettings settings;
  private final Set<NodeId> peers = new HashSet<>();

  public Laggards(RaftSettings settings) {
    this.settings = settings;
  }

  /** It needs what was dropped. */
  public void add(NodeId peer) {
    peers.add(peer);
  }

  /** It was given a part of the log. */
  public void remove(NodeId peer) {
    peers.remove(peer);
  }

  /** This replica sends nothing any more. */
  public void forget() {
    peers.clear();
  }

  /** How much of the log to keep behind a snapshot. */
  public long keepBytes() {
    return settings.keepBytes() + (peers.isEmpty() ? 0 : 2 * settings.snapshotAfterBytes());
  }
}
