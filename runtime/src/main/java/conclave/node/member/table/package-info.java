/**
 * Who shall be in the cluster and where each is, as a pure machine on the log of {@code control}:
 * so that a wish outlives the node that it was told to, and addresses are known before they are
 * used. Who <em>is</em> in a group, its own log says; {@link conclave.node.member.upkeep} brings
 * the one to the other.
 *
 * <pre>
 *   Enlist(members)   the leader, of a new cluster ------------.
 *                                                              v
 *   Admit(id, at) --> JOINING --Joined, in control's log--> MEMBER --Dismiss--> LEAVING --Forget--> gone
 *                                                              ^                   |
 *                                                              `--Keep(obstacle)---'
 * </pre>
 *
 * <p>It has the protocol version that is in use as well, since only who is listed was asked for it
 * ({@code Speak}).
 *
 * <p>One comes or goes at a time: until it is done with, others are refused as busy. What the
 * keepers of the register say of one stage names when it began, so that a late word does no harm.
 */
package conclave.node.member.table;
