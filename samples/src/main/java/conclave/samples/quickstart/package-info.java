/**
 * What the README shows: a node inside an application, and the least that can be done with it.
 *
 * <pre>
 *   quickstart.conf --> ActorSystem "shop" --ClusterServices.get--> node
 *                            |
 *                          Keeper --Hold--> locks    one at a time has the keys
 *                          Stock  --Async--> maps    code that is no actor
 * </pre>
 */
package conclave.samples.quickstart;
