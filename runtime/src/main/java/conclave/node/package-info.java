/** What a node process is. */
package conclave.node;
