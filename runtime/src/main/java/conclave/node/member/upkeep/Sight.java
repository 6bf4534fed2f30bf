package conclave.node.member.upkeep;

import conclave.raft.log.Configuration;

/**
 * What this node's replica says of its group.
 *
 * @param leads whether it leads, as far as it knows
 * @param settled whether the configuration is committed
 * @param applied the last entry that its machines have applied
 */
public record Sight(
    String group, boolean leads, boolean settled, long applied, Configuration configuration) {}
