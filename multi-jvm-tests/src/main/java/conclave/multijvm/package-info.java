/**
 * A kit for scenarios over real processes: start a cluster of JVMs on this machine, hurt it, load
 * it, and have what its clients saw checked.
 *
 * <pre>
 *   ForkedNode     kill · pause · resume · terminate · wipe · start again, each on the ports it had
 *   └─ NodeProcess n1, n2, n3 of a ClusterProcesses     java ... conclave node
 *   Wiring         where each node listens, and what stands between them
 *   Timeline       what happened, and when
 *
 *   .process   the JVMs under every kind of node
 *   .load      clients over HTTP whose histories are checked
 * </pre>
 *
 * The end of this JVM, in whichever way, leaves no process behind.
 */
package conclave.multijvm;
