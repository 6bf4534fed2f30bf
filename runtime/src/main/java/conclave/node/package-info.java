/**
 * What a node process is: its settings, its data directory, and later the actors on top of them.
 *
 * <pre>
 *   command line > --config file > reference.conf
 *        |
 *   NodeSettings ---- CannotStart: every wrong value at once
 *        |
 *   DataDirectory --- who am I (name, incarnation), which cluster (membership), journal/
 *        |
 *   formation ------- empty directories become one cluster, then Formed
 * </pre>
 */
package conclave.node;
