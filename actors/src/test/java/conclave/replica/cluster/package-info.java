/** Three nodes and more in one JVM, over real Artery and real files. */
package conclave.replica.cluster;
