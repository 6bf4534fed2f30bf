package conclave.replica;

import conclave.raft.Acceptor;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * How a replica sees its group at one moment; for people and for health checks, not for decisions.
 *
 * @param group the group's name
 * @param self the node that this replica is on
 * @param role what this replica does
 * @param term its term
 * @param leader who leads, as far as it knows
 * @param commit up to where it knows entries to be committed
 * @param applied up to where its machines have applied them; 0 while they are loaded
 * @param last the end of its log
 * @param configuration who votes and who listens, as of now
 * @param settled whether that is committed, and so is not rolled back any more
 * @param removed whether this replica knows that it is no member any more
 * @param suspect whether its journal or its snapshot was damaged and has not been healed yet
 * @param matches what each member has durably, as far as is known; only a leader knows
 */
public record ReplicaStatus(
    String group,
    NodeId self,
    Acceptor.Role role,
    long term,
    Optional<NodeId> leader,
    long commit,
    long applied,
    EntryId last,
    Configuration configuration,
    boolean settled,
    boolean removed,
    boolean suspect,
    Map<NodeId, Long> matches) {

  static ReplicaStatus of(String group, Acceptor acceptor, long applied) {
    return new ReplicaStatus(
        group,
        acceptor.self(),
        acceptor.role(),
        acceptor.term(),
        acceptor.leader(),
        acceptor.commit(),
        applied,
        acceptor.last(),
        acceptor.configuration(),
        acceptor.membership().isSettled(),
        acceptor.membership().isRemoved(),
        acceptor.suspect() || acceptor.stateLost(),
        Map.of());
  }

  ReplicaStatus withMatches(ToLongFunction<NodeId> match) {
    Map<NodeId, Long> known = new TreeMap<>();
    configuration.members().forEach(node -> known.put(node, match.applyAsLong(node)));
    return new ReplicaStatus(
        group,
        self,
        role,
        term,
        leader,
        commit,
        applied,
        last,
        configuration,
        settled,
        removed,
        suspect,
        known);
  }
}
