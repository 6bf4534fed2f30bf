/**
 * A node inside an application, as its user meets it.
 *
 * <pre>
 *   Embedded: ActorSystems named shop, each with ClusterServices.get(system)
 *      +-- ThreeApplicationsTest   all is well
 *      `-- WrongStartsTest         a wrong setting, a taken port or directory
 * </pre>
 */
package conclave.node.embedded;
