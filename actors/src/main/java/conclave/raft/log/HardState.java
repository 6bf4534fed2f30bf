package conclave.raft.log;

import java.util.Optional;

/**
 * The promise that must survive a crash before anybody hears of it (Raft, figure 2, "persistent
 * state").
 *
 * @param term the highest term seen
 * @param vote whom this node voted for in that term
 */
public record HardState(long term, Optional<NodeId> vote) {

  /** The state of a replica that has never heard of any term. */
  public static final HardState NONE = new HardState(0, Optional.empty());

  public HardState {
    if (term < 0) {
      throw new IllegalArgumentException("negative term " + term);
    }
  }
}
