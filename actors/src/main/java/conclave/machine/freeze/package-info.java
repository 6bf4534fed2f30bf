/**
 * States that are written to a snapshot while their machine goes on.
 *
 * <pre>
 *   machine -- freeze(), a moment --> Frozen -- write(64 KiB), write, .. --> the snapshot's stream
 *      |                                |        as slowly as the disk likes
 *      | apply, apply, ..               | reads
 *      v                                v
 *   FreezableMap  -- copies what it ->  FrozenMap
 *                    touches, once
 * </pre>
 *
 * <p>A machine keeps its tables in {@link conclave.machine.freeze.FreezableMap}s, or in values that
 * never change, and a freeze is a handful of references.
 */
package conclave.machine.freeze;
