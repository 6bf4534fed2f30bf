/**
 * Who may be in a group: what can be wished, what became of it, and which configuration may follow
 * which. Values and functions; {@link conclave.raft.Membership} is the one who applies them.
 *
 * <pre>
 *   Change --MembershipRules.judge--> next configuration | Outcome
 *   learner --MembershipRules.promoted--> next configuration, while there are fewer than five voters
 * </pre>
 */
package conclave.raft.members;
