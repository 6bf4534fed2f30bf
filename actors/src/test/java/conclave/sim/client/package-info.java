/**
 * What simulated clients do: the calls, their bytes, and what the answers mean for a history.
 * Shared by all hosts of the simulator.
 */
package conclave.sim.client;
