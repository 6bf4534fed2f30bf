package conclave.replica;

import conclave.journal.Journal;
import conclave.machine.Machines;
import conclave.raft.Acceptor;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.SnapshotId;
import java.util.function.Supplier;

/**
 * What a node must know to host a group's replica.
 *
 * @param name 1 to 32 of a-z, 0-9; part of actor paths and of the journal
 * @param initial who voted and listened when the group was formed; what the log says goes first
 * @param settings times and bounds; the same on all nodes
 * @param machines makes machines to which nothing was applied; the same on all nodes
 */
public record GroupSpec(
    String name, Configuration initial, RaftSettings settings, Supplier<Machines> machines) {

  /** What the journal remembers; before the first snapshot, the group is as it was formed. */
  Acceptor.Recovered recovered(Journal.Opened state) {
    SnapshotId snapshot =
        state.snapshot().equals(SnapshotId.NONE)
            ? new SnapshotId(EntryId.NONE, initial)
            : state.snapshot();
    return new Acceptor.Recovered(state.hardState(), snapshot, state.entries(), state.suspect());
  }
}
