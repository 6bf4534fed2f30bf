/**
 * The lessons of {@code conclave.samples}, tested as a user would test them.
 *
 * <pre>
 *   LessonsScenarioTest  three processes: one stands still, or is killed
 *   GuardedWriterTest    in memory: a lock lost with a line on its way, over a real database
 *   ReportJobTest        in memory: a leader deposed, cut off, answered by nobody
 *   DeskTest             in memory: customers of a node that is cut off
 * </pre>
 */
package conclave.multijvm.samples;
