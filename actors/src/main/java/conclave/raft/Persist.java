package conclave.raft;

import conclave.raft.log.Entry;
import conclave.raft.log.HardState;
import conclave.raft.log.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * One write that an {@link Acceptor} wants durable. Writes become durable in the order of their
 * tickets, and each whole or not at all.
 *
 * @param ticket grows by one with each write of one life of an acceptor; the notice of completion
 *     names it, and so names the very entries with their terms: after a truncation an index alone
 *     would credit the wrong entry (law L1)
 * @param hardState the new term and vote, where they changed
 * @param entries entries to append; the first one replaces whatever stood at its index and after it
 * @param snapshot the log now continues after this snapshot, which is itself durable already
 * @param healed the log was damaged and has been matched with a leader's again (law L6)
 */
public record Persist(
    long ticket,
    Optional<HardState> hardState,
    List<Entry> entries,
    Optional<SnapshotId> snapshot,
    boolean healed) {}
