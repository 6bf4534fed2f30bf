/**
 * A recovery by force: the majority of a cluster's directories is lost for good, and what is left
 * becomes another cluster. Offline; nothing here runs in a node.
 *
 * <pre>
 *   directories, held --> Survey --------> RecoveryPlan ------> Recovery
 *   (DataDirectory)       who has most     next identities,     1 each chosen directory: begun
 *                         of each group    what may be lost     2 each journal: Transplant
 *                                                               3 each chosen directory: becomes
 *                                                                 the node of the new cluster
 * </pre>
 *
 * Killed anywhere it is run again: a directory in which it was begun starts no node before it is
 * complete, and no directory is complete before all journals are.
 */
package conclave.node.recovery;
