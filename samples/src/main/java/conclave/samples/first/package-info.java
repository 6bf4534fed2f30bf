/**
 * The first lesson: a node inside an application, a lock, and what becomes of it when the node that
 * holds it is gone. The tutorial builds it step by step.
 *
 * <pre>
 *   App --ClusterServices.get(system)--> locks() &lt;--Hold-- Porter
 *                                             |               ^
 *                                             `--Held, Lost---'
 * </pre>
 */
package conclave.samples.first;
