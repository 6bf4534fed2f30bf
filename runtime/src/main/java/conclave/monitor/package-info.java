/**
 * What each node knows of all: how they do, and who was heard lately. A hint for people, metrics
 * and routers; nothing that must be right asks here.
 *
 * <pre>
 *   Tick --> NodeMonitor --Measure--> Gauge (may block) --Probe--> JVM, operating system, disk
 *              |    ^                    | Measured
 *              |    +--------------------+
 *              +-- Heartbeat(sender, vitals) --> /system/conclave-monitor of every other member
 *
 *   a member:  STARTING --heard--> UP --silent for some intervals--> UNREACHABLE --heard--> UP
 *                 `------------- never heard, for as long ----------------^
 * </pre>
 */
package conclave.monitor;
