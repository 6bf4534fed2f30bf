/**
 * Readers for histories that others recorded and judged, to hold our checker against.
 *
 * <pre>
 *   etcd_NNN.log --EtcdLog--+
 *                           +--> History of registers --> Linearizability --> verdicts.tsv agrees
 *   kv_*.txt  ------KvLog---+
 * </pre>
 */
package conclave.history.recorded;
