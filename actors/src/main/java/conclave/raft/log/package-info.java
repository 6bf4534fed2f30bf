/**
 * What a replica remembers: nodes, entries, term and vote, the configuration, and the log that
 * holds them. Values and one in-memory structure; no I/O. The journal stores exactly these.
 *
 * <pre>
 *   snapshot            RaftLog
 *   [1 .. base] | base+1 ........ committed ........ durable ........ last
 *                 every Entry has an EntryId(term, index); terms never decrease along the log
 * </pre>
 */
package conclave.raft.log;
