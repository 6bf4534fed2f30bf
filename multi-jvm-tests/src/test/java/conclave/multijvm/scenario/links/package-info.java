/**
 * What a cluster of real processes does when the links between them break, one way or both.
 *
 * <pre>
 *   LinkedClusters  three healthy nodes whose links can be broken, handed from scenario to scenario
 *   StrayNode       a node that is started with other options than it should be
 * </pre>
 */
package conclave.multijvm.scenario.links;
