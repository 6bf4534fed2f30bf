/**
 * What a node does so that every group has the members that the register says. Pure: the register
 * and what the replicas of this node say go in, deeds come out; no clock, no network, no actor.
 *
 * <pre>
 *                      register (log of control)
 *                            |
 *   control's leader:  not in the register -> Enlist     JOINING -> add, then Joined
 *                      LEAVING, and no other group has it -> remove, then Forget
 *   pN's leader:       MEMBER, and not in pN -> add      LEAVING or in neither -> remove
 *   control's leader:  a member is dead for too long, and somebody is to spare -> Dismiss
 * </pre>
 *
 * <p>So {@code control} is first when a member comes and last when one goes: whoever is in any
 * group is in {@code control}.
 */
package conclave.node.member.upkeep;
