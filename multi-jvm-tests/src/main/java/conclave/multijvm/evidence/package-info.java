/**
 * What is left of a scenario that failed.
 *
 * <pre>
 *   target/multi-jvm/&lt;scenario&gt;/timeline.txt, n1.log, n2.log, ...     Folder
 *   the test's failure ── suppressed: Evidence ── where they are, Replay
 * </pre>
 *
 * For the kit itself; tests use {@code conclave.multijvm}.
 */
package conclave.multijvm.evidence;
