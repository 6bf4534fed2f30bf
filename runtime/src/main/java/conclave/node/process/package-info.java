/**
 * One node as a process: what {@code conclave node} runs.
 *
 * <pre>
 *   NodeRunner -- opens --> DataDirectory, JournalThread, ActorSystem
 *       |
 *       +-- FormationHost  /system/conclave-formation   Hellos until the cluster is formed
 *       |        | Formed(membership)
 *       |        v
 *       +-- NodeServices --> ReplicaSupervisor /system/conclave, Bulk /system/conclave-bulk
 *       |                    groups control and p0
 *       +-- NodeMonitor   /system/conclave-monitor     who was heard, and how all nodes do
 *       +-- HttpApi <-- GatewayMaps, GroupsView, NodesView, NodeHealth
 * </pre>
 */
package conclave.node.process;
