/**
 * A disk in memory that behaves as badly as POSIX allows.
 *
 * <pre>
 *   write ---> cached --sync--> durable
 *                 \--crash(LOST | KEPT | TORN)--> what the next life finds
 *   faults: sync fails once, no space, a flipped bit, a crash at the n-th changing call
 * </pre>
 */
package conclave.sim.disk;
