/**
 * Whether a node is fit to lead. Pure: what was found at each look goes in.
 *
 * <pre>
 *   Signs --look--> Fitness: for each Ailment the last looks, good or bad, against its Limit
 *
 *            one look is bad             enough of the last looks are
 *      WELL -----------------> AILING ------------------------------> SICK
 *       ^                        |                                     |
 *       `------------------------+----- no look was bad for long ------'
 *
 *   SICK hands over what it leads; only who is WELL is handed anything: Suitability tells all nodes
 * </pre>
 */
package conclave.monitor.fitness;
