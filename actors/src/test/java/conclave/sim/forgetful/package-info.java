/**
 * Nodes that keep no log on disk, in the world of {@code conclave.sim.pure}.
 *
 * <pre>
 *   process ends --> disk and name are gone --> another life, no configuration, no vote
 *                                                |
 *   leader: former life out, new one in --------'   (conclave.node.member does it in a node)
 *
 *   one at a time, when all vote: serves to the end
 *   whom they like: a majority is lost, and nobody answers ever again
 * </pre>
 */
package conclave.sim.forgetful;
