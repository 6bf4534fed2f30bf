/**
 * A test kit for applications: a cluster in memory, whose time is moved by the test.
 *
 * <pre>
 *   your actor --&gt; ClusterServices: Locks, LeaderElection, ReplicatedMap,
 *                        |          Placement, Router, NodeMonitor            the real ones
 *                        |                        ^
 *                     Gateway                  Following                     the real ones
 *                        | Submit                 | Feed
 *        Link: lost, held, cut off                |
 *                        v                        |
 *                     StandIn ------&gt; Applier of this node's machines        the real ones
 *                        |                  ^ committed entries
 *                        v                  |
 *   LockProbe, ... --&gt; Group: the log, and machines of its own               one for all nodes
 *                        ^
 *                     Timekeeper: ends what is over                          its role is real
 * </pre>
 *
 * <p>{@link conclave.testkit.InMemoryCluster} is where to begin; {@link conclave.testkit.time} does
 * without clock and threads.
 */
package conclave.testkit;
