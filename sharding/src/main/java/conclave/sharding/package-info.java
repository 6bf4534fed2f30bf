/**
 * Placement: every node knows the same table of partitions, and the leader of {@code control}
 * changes it as nodes go and come.
 *
 * <pre>{@code
 * replica of control --Feed: table, then each Rebalance--> Placement --publishes--> RingView
 *      ^                                                      |  ^  `--RingChanged--> subscribers
 *      |                                                      |  |
 *      |                          each look: Members --> Attendance: who stays, who joins?
 *      |                                                      |  while this node leads
 *      `---- Gateway: Rebalance, naming its base epoch <------'  Planner
 * }</pre>
 *
 * <p>{@link conclave.sharding.Members} is a hint about who is there, and may differ from node to
 * node; who owns what is decided by the log alone.
 */
package conclave.sharding;
