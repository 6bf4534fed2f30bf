/**
 * A kit for scenarios over real node processes: start a cluster of JVMs on this machine, hurt it,
 * load it over HTTP, and have what its clients saw checked.
 *
 * <pre>
 *   ClusterProcesses ── NodeProcess n1, n2, n3     java ... conclave node --stop-with-stdin
 *     kill · pause · resume · terminate · wipe · start again, each on the ports it had
 *
 *   MapLoad (8 clients) ──&gt; RecordedMaps ──&gt; HttpMaps ──HTTP──&gt; any node
 *                                └──&gt; History ──&gt; Linearizability(MapModel)
 *   LockLoad ────────────&gt; RecordedLocks ──&gt; HttpLocks ──HTTP──&gt; any node
 *                                └──&gt; History ──&gt; Linearizability(LockModel)
 * </pre>
 *
 * Closing a cluster, or the end of this JVM in whichever way, leaves no process behind.
 */
package conclave.multijvm;
