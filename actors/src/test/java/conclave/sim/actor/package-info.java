/**
 * The actor host of the simulator: the real actors under their real supervision, on one thread, in
 * virtual time, over simulated links and disks.
 *
 * <pre>
 *   GatewayClient --Execute, Ask--> Gateway      ActorNode: disk, clock; NodeProcess, or none
 *                                      |            |- VirtualProcess   an ActorSystem
 *   Replica - Applier, Replication .. -+            |- DiskPort  -- LogLane, SnapshotLane -- SimDisk
 *      `------ ReplicaSupervisor -------------------+- Links     -- RaftSerializer -- Network
 *                                                   `- Inside    what invariants look at
 * </pre>
 *
 * <p>Scenario, faults, invariants and the check of histories are those of {@code
 * conclave.sim.world}.
 */
package conclave.sim.actor;
