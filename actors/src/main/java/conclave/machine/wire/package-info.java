/**
 * The bytes of commands, replies and snapshots of state machines: small, versioned, with exactly
 * one encoding for each value.
 *
 * <pre>
 *   value --Encoder--> [format][kind][varint][len|utf-8]...[rest] --Decoder--> value
 *                                                                     |
 *                                                    MalformedException: what, where, why
 *   state --Blobs----> DataOutput ... DataInput --Blobs--> state      (snapshots: streams)
 * </pre>
 *
 * <p>What a Decoder accepts, an Encoder writes back byte for byte; so replicas that agree on the
 * bytes of a log agree on what they mean, and nothing hides in a second spelling of a number.
 */
package conclave.machine.wire;
