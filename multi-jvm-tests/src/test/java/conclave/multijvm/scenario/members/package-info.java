/**
 * What clients see of a cluster of real processes whose members come and go.
 *
 * <pre>
 *   Roll   who is in which group, as a node sees it, and wishes for others
 * </pre>
 */
package conclave.multijvm.scenario.members;
