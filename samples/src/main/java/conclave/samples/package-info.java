/**
 * One package per lesson, each with an {@code App} that {@code samples/run} starts, and a README
 * that walks through it.
 *
 * <pre>
 *   first     a node inside an application, and a lock: the tutorial
 *   guarded   a writer that takes a lock, and a store that refuses its old tokens
 *   leader    a job that runs on one node at a time
 *   routed    work that goes to the node of its key, and on to another one
 *   stage     what all of them are played on: three nodes in one JVM, or one of three
 * </pre>
 */
package conclave.samples;
