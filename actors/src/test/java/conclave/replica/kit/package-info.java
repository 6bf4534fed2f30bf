/**
 * A cluster of three ActorSystems in this JVM, over real Artery, real serialisation and real files.
 *
 * <pre>
 *   ClusterKit - NodeKit n1, n2, n3: ActorSystem, JournalThread, ReplicaSupervisor, ReplicatedMap
 *                   |- Faults: messages that are dropped or watched on their way to a peer
 *                   `- LoadClient: asks one thing after another and records what it saw
 *   ClientKit: an ActorSystem that hosts no replica, with a gateway to the group
 * </pre>
 */
package conclave.replica.kit;
