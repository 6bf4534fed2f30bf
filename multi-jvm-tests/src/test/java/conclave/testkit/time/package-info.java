/**
 * That virtual time is exact, in order and all there is.
 *
 * <pre>
 *   VirtualTimeTest   timers, pauses, threads of the application, actors that never come to rest
 * </pre>
 */
package conclave.testkit.time;
