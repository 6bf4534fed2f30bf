/**
 * When a figure is an alarm. Pure: figures and the time go in.
 *
 * <pre>
 *   AlarmRules (one node) --> Watch for each AlarmKind, with its Threshold
 *
 *            at or beyond raise, for raiseAfter
 *      quiet ---------------------------------> raised
 *            &lt;---------------------------------
 *            at or short of clear, for clearAfter        between the two levels: as it was
 * </pre>
 */
package conclave.monitor.alarm;
