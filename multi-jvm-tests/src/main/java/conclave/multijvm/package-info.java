/**
 * A kit for tests over real processes: start a cluster of JVMs on this machine, drive it, hurt it,
 * and have what its clients saw checked.
 *
 * <pre>
 *   test ── JvmCluster (JUnit 5) ── JvmNode n1, n2, n3     a guardian of yours each, in its own JVM
 *             │ call(Task) · run · tell                      NodeGuardian gets a NodeContext
 *             │ Barrier                                      the same one on both sides
 *             ├ Wiring      where each node listens, and what stands between them
 *             └ Timeline    what happened, and when; kept with the logs when a test fails
 *
 *   ForkedNode     kill · pause · resume · terminate · wipe · start again, each on the ports it had
 *   ├─ JvmNode
 *   └─ NodeProcess of a ClusterProcesses                     java ... conclave node
 * </pre>
 *
 * Below: {@code .history} records what clients of an actor saw and checks it; {@code .load} does so
 * for Conclave's nodes over HTTP; {@code .process}, {@code .control}, {@code .app} and {@code
 * .evidence} are the kit's own.
 *
 * <p>The end of this JVM, in whichever way, leaves no process behind.
 */
package conclave.multijvm;
