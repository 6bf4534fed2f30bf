/**
 * The way to other nodes and to this node's own actors: by name, without an answer, without a
 * promise of delivery.
 *
 * <pre>
 *   tell(NodeId, Wire) --self?--> LocalActors: /system/conclave/{replicas,gateways}/group
 *          |
 *          +--Lanes.isBulk?--no--> the peer's /system/conclave/{replicas,gateways}/group
 *                          `-yes-> the peer's /system/conclave-bulk = Bulk --> its LocalActors
 * </pre>
 */
package conclave.replica.peers;
