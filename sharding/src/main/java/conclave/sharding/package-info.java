/** Placement of work on nodes. Empty until placement arrives. */
package conclave.sharding;
