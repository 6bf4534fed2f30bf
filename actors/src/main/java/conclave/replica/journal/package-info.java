/**
 * Disk work behind messages: an actor in front, one thread for the journal and one for snapshot
 * files behind a port.
 *
 * <pre>{@code
 * Replica --LogWork------> JournalWriter --> JournalPort   log lane: append all that waits, ONE sync
 * Applier, Catchup                |            |             |
 *    --SnapshotWork------>        |            |             +--LogNotice(incarnation, ticket)--> Replica
 *                                 |            +-- snapshot lane: one piece of work at a time
 * supervisor <--JournalFailed-----+<--broken---+             +--SnapshotNotice--> Applier, Catchup
 * }</pre>
 *
 * <p>{@link conclave.replica.journal.JournalThread} is the port of a node; a deterministic host
 * brings another one around the same {@link conclave.replica.journal.LogLane} and {@link
 * conclave.replica.journal.SnapshotLane}.
 */
package conclave.replica.journal;
