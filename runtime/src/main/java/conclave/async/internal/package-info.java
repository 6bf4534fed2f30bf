/**
 * How somebody who is no actor asks one.
 *
 * <pre>
 *   Errands --spawns--> errand --question--> actor
 *                          | answer, or late, or called off
 *                          v
 *                    CompletableFuture
 * </pre>
 */
package conclave.async.internal;
