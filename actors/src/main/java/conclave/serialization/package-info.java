/**
 * What nodes say to each other, and how it looks as bytes.
 *
 * <pre>
 *   Replica, Gateway --Wire--> Lanes.isBulk? --no--> peer's /system/conclave/...   (64 KiB messages)
 *                                    `------yes----> peer's /system/conclave-bulk  (own connection)
 *
 *   Wire --RaftSerializer--> [version][type][fields ...]   the version that brought the type; which
 *             |                                            ones nodes share is agreed at first
 *             |                                            contact, elsewhere
 *         WireCodec --- MessageCodec (Raft's own messages inside ToReplica)
 *
 *   CborSerializable ------> Jackson CBOR                  control messages of services
 *   PeerAddress -----------> the well-known actor paths
 * </pre>
 *
 * <p>The binary formats are the hot path's: no reflection, no actor references, no partial reads.
 * What does not decode is an {@link java.lang.IllegalArgumentException} with one sentence, never a
 * message and never an allocation larger than the bytes at hand justify.
 */
package conclave.serialization;
