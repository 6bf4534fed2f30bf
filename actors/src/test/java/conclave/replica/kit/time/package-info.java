/**
 * Time for tests of single actors: it passes when the test says so, and no faster than the actors
 * can follow.
 *
 * <pre>
 *   test --pass--&gt; HandScheduler   the next timer that is due --execute--&gt; dispatcher
 *                       |                                                      |
 *                       `-- waits until nothing is left to do -- OpenWork &lt;--counts
 * </pre>
 *
 * <p>Akka's own scheduler for this sleeps for 100 ms each time, and hopes that all is done by then.
 */
package conclave.replica.kit.time;
