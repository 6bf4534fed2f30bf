/**
 * The members of the cluster, on each node: wishes for others, and the upkeep of every group.
 *
 * <pre>
 *   POST, DELETE ----------.                                     gateway of control
 *   a node that joins --> Desk --> Clerk (one for each wish) --&gt; register on its log
 *                                                                      |
 *   replicas of this node &lt;--adds, removes-- Steward &lt;-----follows-----'
 *                                               `--> the membership that this node goes by
 * </pre>
 */
package conclave.node.member;
