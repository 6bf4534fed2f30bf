/**
 * Who shall lead. Pure: what a node sees goes in, with the time; what it hands over comes out.
 *
 * <pre>
 *   View: this node, its peers, the groups' seats --decide--> LeadingRules --> Move(group, to, why)
 *
 *   this node is sick --------------------------> to the best that is well      SICK
 *   a peer of higher priority is well for long -> to it                         PRIORITY
 *   a peer of the same leads two groups less ---> one group to it               BALANCE
 *
 *   never: to whoever is not well; what is led for less than a tenure; what is under way
 * </pre>
 */
package conclave.node.leading.rules;
