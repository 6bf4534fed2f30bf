/**
 * Which node leads: whoever is well, of the highest priority, and not all groups one node.
 *
 * <pre>
 *   a beat --> LeaderWatch: looks at disk, processors, memory, its own lateness --> Fitness
 *                |   `--> Suitability --> NodeMonitor --> every member
 *                +-- GetStatus --> this node's replicas --> who leads what
 *                +-- the members' Suitability (MonitorBoard)
 *                v
 *           LeadingRules --Move--> Replica.HandOver --> Done, Elsewhere, Failed
 * </pre>
 */
package conclave.node.leading;
