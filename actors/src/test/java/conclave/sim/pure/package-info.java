/**
 * The pure host of the simulator: the real roles, the real journal, the real machines, wired in one
 * event queue instead of actors.
 *
 * <pre>
 *   Nemesis ---- faults ----+---------------+
 *                           v               v
 *   SimClient --> Network --> SimNode --> SimReplica -- SimProposer -- SimTransfer
 *       |                       |              +------- SimApplier
 *       v                       v
 *   History                SimJournal, SimSnapshots     Invariants, after every event
 *       |                       |                       DurableTruth, what a disk holds
 *       v                       v
 *   Linearizability         SimDisk
 * </pre>
 *
 * <p>Nemesis, Invariants and DurableTruth are of {@code conclave.sim.world} and know no host.
 */
package conclave.sim.pure;
