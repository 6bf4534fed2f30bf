/**
 * Routers: which node does the work. Load and presence of the nodes come through {@link
 * conclave.balance.LoadView}, a port that the node's runtime fills.
 */
package conclave.balance;
