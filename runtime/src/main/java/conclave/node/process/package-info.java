/**
 * One node in one ActorSystem, from its start to its end.
 *
 * <pre>{@code
 * ClusterServices.get(system) --> Node: an extension of the ActorSystem
 * NodeRunner: conclave node, with a system of its own --^
 *
 * NodeStart -- opens --> Ground: DataDirectory, JournalThread; then the port of HTTP
 *     |
 *     +-- FormationHost  /system/conclave-formation   Hellos until the cluster is formed
 *     |        | Formed(membership)
 *     |        v
 *     +-- NodeServices --> ReplicaSupervisor /system/conclave, Bulk /system/conclave-bulk
 *     |        |           groups control and p0
 *     |        +-- conclave.node.services: what applications are given, from the start on
 *     +-- NodeMonitor   /system/conclave-monitor     who was heard, and how all nodes do
 *     +-- HttpApi <-- GroupsView, NodesView, conclave.node.serving
 *     |
 * Ending -- steps of Akka's coordinated shutdown; last: journal closed, directory let go
 * }</pre>
 */
package conclave.node.process;
