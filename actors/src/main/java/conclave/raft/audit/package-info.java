/**
 * Whether the machines of all replicas are the same: the leader asks now and then, and every
 * replica looks at its own at one and the same entry.
 *
 * <pre>
 *   leader   Audit(at) ------------> each member      at: the end of the leader's log
 *      |                                 |            has applied exactly {@code at}: hashes what
 *      |                                 v            its machines were then
 *      +-------- AuditReply(fingerprint) --+
 *      v
 *   more than half of the voters have the same one
 *      `---- AuditVerdict(fingerprint) -> who has another: drops its machines' state
 * </pre>
 */
package conclave.raft.audit;
