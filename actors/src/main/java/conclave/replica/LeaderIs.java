package conclave.replica;

import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * The local replica tells its gateway whom it takes for the leader; a hint, never a proof.
 *
 * @param term in which term
 * @param leader empty while it knows of none
 */
public record LeaderIs(long term, Optional<NodeId> leader) {}
