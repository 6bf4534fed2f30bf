/**
 * Work that goes to the node of its key, and on to another one when that node is gone.
 *
 * <pre>
 *   Desk --Route(ByKey(customer), Task, safe or not)--> Router of its node --> Router of the owner
 *    ^                                                                            |  Work
 *    `-- Done, Rejected, Unknown -------------------------------------------  Clerk
 * </pre>
 */
package conclave.samples.routed;
