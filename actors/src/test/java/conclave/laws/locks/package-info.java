/**
 * Locks under every fault, served by the real actors in virtual time.
 *
 * <pre>
 *   LockRig - LockUser.. - gateways, replicas, appliers of three nodes - one thread, one clock
 * </pre>
 */
package conclave.laws.locks;
