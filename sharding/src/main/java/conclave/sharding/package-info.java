/** Placement of work on nodes; filled by the placement issue. */
package conclave.sharding;
