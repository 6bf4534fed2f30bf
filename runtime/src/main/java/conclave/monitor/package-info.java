/**
 * What each node knows of all: how they do, how old that is, who was heard lately, who is in
 * trouble. A hint for people, metrics and routers; nothing that must be right asks here.
 *
 * <pre>
 *   Tick --> NodeMonitor --Measure--> Gauge (may block) --Probe--> JVM, operating system, disk
 *              |  hosts Lookout, Pauses  | Measured
 *              |    ^--------------------+
 *              +-- Heartbeat(sender, vitals, age) --> /system/conclave-monitor of every other member
 *              +-- Sightings --> MonitorBoard --> LoadView, HTTP      from any thread
 *              +-- Bulletin: what is new --> MonitorEvent --> Audience, MonitorLog
 *
 *   a member:  STARTING --heard--> UP --silent for some intervals--> UNREACHABLE --heard--> UP
 *                 `------------- never heard, for as long ----------------^
 * </pre>
 *
 * <p>The board, the bulletin and the audience outlive the actor: its next life goes on from them.
 */
package conclave.monitor;
