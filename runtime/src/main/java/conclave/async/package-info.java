/**
 * The services for code that is no actor.
 *
 * <pre>
 *   thread --Async.map("m").put(...)--> Errands --spawns--> one actor --Put(replyTo)--> maps
 *      ^                                   | too many:          |
 *      `--stage-- Written, Mismatch, ... <-+- Rejected <--------+ the reply, or Unknown when time is up
 * </pre>
 */
package conclave.async;
