/**
 * The laws of the protocol, held by simulation: the cluster as it is keeps them under every fault,
 * and a planted bug for each law is found.
 */
package conclave.laws;
