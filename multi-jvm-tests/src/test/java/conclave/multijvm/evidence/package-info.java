/**
 * What is left of a scenario that failed.
 *
 * <pre>
 *   ReplayTest   the line that runs it again
 * </pre>
 */
package conclave.multijvm.evidence;
