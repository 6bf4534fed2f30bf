/**
 * Using a cluster from a process that hosts no replica.
 *
 * <pre>
 *   client's JVM                                       member's JVM
 *   ClusterClient --Inquiry(replyTo), CBOR-----------> Reception  /system/conclave-reception
 *        |  SEARCHING: asks all contacts  &lt;---Roster----    |  who is in the cluster, and where
 *        v  CONNECTED: asks again now and then
 *   ClientSupervisor /system/conclave
 *        `- gateways - Gateway(group) --Wire.Submit, Wire.Ask---> Replica(group)
 *                                     &lt;--Results, Answers--------
 * </pre>
 *
 * <p>Members keep nothing of a client: each batch says where its answers go. So a client needs no
 * registration, and members that were restarted answer it at once.
 */
package conclave.node.client;
