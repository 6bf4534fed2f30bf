/**
 * What nodes without a log on disk may conclude from who was heard. Pure: memberships and Hellos go
 * in, sentences and a new membership come out.
 *
 * <pre>
 *   process ends --> all that it knew is gone; the directory keeps name, life and last members
 *   starts again --> another life, n3#5 after n3#4: asks the members to be taken in its place
 *                      |
 *                      |-- they have a majority --> n3#4 removed, n3#5 learns, then votes (law L11)
 *                      `-- they have none ------> LostMajority: says so, and waits for ever
 *                                                   |
 *                                  --new-cluster on one node: NewCluster, counters raised (law L10)
 * </pre>
 */
package conclave.node.memory;
