/**
 * Clients of Conclave's command-line nodes over HTTP, and what they saw, checked.
 *
 * <pre>
 *   MapLoad (8 clients) ──&gt; RecordedMaps ──&gt; HttpMaps ──HTTP──&gt; any node
 *                                └──&gt; History ──&gt; Linearizability(MapModel)
 *   LockLoad ────────────&gt; RecordedLocks ──&gt; HttpLocks ──HTTP──&gt; any node
 *                                └──&gt; History ──&gt; Linearizability(LockModel)
 * </pre>
 */
package conclave.multijvm.load;
