/**
 * A node: the services that it gives to the application around it, its settings, and its data
 * directory.
 *
 * <pre>
 *   ClusterServices.get(system) --- what an application is given; conclave.node.process makes it
 *
 *   application.conf, or command line > --config file; both > reference.conf
 *        |
 *   NodeSettings ---- CannotStart: every wrong value at once
 *        |
 *   DataDirectory --- who am I (name, incarnation), which cluster (membership), journal/
 *        |
 *   formation ------- empty directories become one cluster, then Formed
 * </pre>
 */
package conclave.node;
