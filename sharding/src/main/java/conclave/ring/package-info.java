/**
 * Which node owns which keys, as pure values and one machine: a table of partitions planned from
 * the table before it, and the classic hash ring for where there is no log.
 *
 * <pre>{@code
 * key --XXH3-64 of its UTF-8--> hash --highest k bits--> partition --one array read--> owner
 *
 * PartitionTable e, members with weights --Planner--> Rebalance(base epoch e, members, moves)
 *      ^                                                 |  an entry of the log of `control`
 *      |                                                 v
 *      +---- e + 1 <---- PlacementTable: base epoch still e? every partition owned, quotas kept?
 *                              |  no: Stale, Invalid; nothing has changed
 *                              `--> announces the Rebalance to followers
 *
 * HashRing: nodes with points on a circle of 64 bits; no log, no agreement, no epoch
 * }</pre>
 *
 * <p>A table holds each partition once (replication factor 1); the order in which the others come
 * after the owner is computed from it. Zones, pinned partitions and moves in several steps are not
 * here yet.
 */
package conclave.ring;
