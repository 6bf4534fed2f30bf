package conclave.cluster.internal;

import akka.actor.typed.ActorRef;
import conclave.cluster.table.ClusterTable;
import conclave.raft.log.NodeId;
import conclave.replica.gateway.Gateway;

/**
 * What a node gives to those who see to its Akka cluster.
 *
 * @param address where the others reach this ActorSystem, {@code host:port}
 * @param group whose log has the machine {@link ClusterTable}
 * @param gateway to that group
 */
public record AkkaClusterSetup(
    NodeId self,
    String address,
    String group,
    ActorRef<Gateway.Command> gateway,
    AkkaClusterSettings settings) {}
