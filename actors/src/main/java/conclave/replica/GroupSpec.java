package conclave.replica;

import conclave.machine.Machines;
import conclave.raft.RaftSettings;
import conclave.raft.log.Configuration;
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
    String name, Configuration initial, RaftSettings settings, Supplier<Machines> machines) {}
