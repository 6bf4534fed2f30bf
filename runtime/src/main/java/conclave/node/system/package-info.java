/**
 * The ActorSystem that a node lives in: what Conclave needs of it, and where it listens.
 *
 * <pre>
 *   configuration --> Requirements --> a sentence for each setting under which a node would fail later
 *                 \-> Bound ---------> whether the port is free that is bound
 *   remoting -------> NameWatch -----> a line for whoever's ActorSystem has another name
 * </pre>
 */
package conclave.node.system;
