/**
 * Who lives as long as the node, and who brings them back.
 *
 * <pre>
 *   /system/conclave = ReplicaSupervisor
 *   |- journal-writer
 *   |- replicas - one Replica for each group
 *   |- gateways - one Gateway for each group
 *   |- key-clocks - one KeyClock for each group
 *   `- a Farewell while the node hands over what it leads
 * </pre>
 *
 * <p>The table of what happens when somebody dies is in {@link
 * conclave.replica.supervision.ReplicaSupervisor}.
 */
package conclave.replica.supervision;
