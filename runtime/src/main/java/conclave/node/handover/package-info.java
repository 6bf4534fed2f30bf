/**
 * Wishes that somebody else lead a group, from any node to the group's leader.
 *
 * <pre>
 *   Wish --> Handovers --> this node's replica --Done, Failed--------------------> Verdict
 *                               `--Elsewhere(n2)--> n2's Handovers, once --> ... --'
 * </pre>
 */
package conclave.node.handover;
