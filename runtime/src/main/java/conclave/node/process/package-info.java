/**
 * One node as a process: what {@code conclave node} runs.
 *
 * <pre>{@code
 * NodeRunner -- opens --> DataDirectory, JournalThread, ActorSystem
 *     |
 *     +-- FormationHost  /system/conclave-formation   Hellos until the cluster is formed
 *     |        | Formed(membership)
 *     |        v
 *     +-- NodeServices --> ReplicaSupervisor /system/conclave, Bulk /system/conclave-bulk
 *     |        |           groups control and p0
 *     |        +-- conclave.node.services: what applications are given, from the start on
 *     +-- NodeMonitor   /system/conclave-monitor     who was heard, and how all nodes do
 *     +-- HttpApi <-- GatewayMaps, GroupsView, NodesView, NodeHealth, conclave.node.serving
 * }</pre>
 */
package conclave.node.process;
