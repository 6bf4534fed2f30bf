/**
 * What a run is made of, whatever hosts its nodes: the pure roles ({@code conclave.sim.pure}) or
 * the actors.
 *
 * <pre>
 *   Nemesis --strikes--> World: Node, Node, Node      each Node: a disk, a process or none
 *                          |                 |
 *                      Invariants <--tells---'        DurableTruth: what a disk holds for certain
 * </pre>
 */
package conclave.sim.world;
