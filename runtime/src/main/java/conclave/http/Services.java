package conclave.http;

import conclave.http.leader.LeaderService;
import conclave.http.lock.LockService;
import conclave.http.member.MemberService;
import conclave.http.ring.RingService;

/**
 * What the API answers from.
 *
 * @param node this node's name, for the status page
 * @param maps the replicated maps
 * @param locks the locks
 * @param leaders who leads the groups
 * @param members who is in the cluster
 * @param ring who owns which keys
 * @param cluster what is known of nodes and groups
 * @param health of this node
 */
public record Services(
    String node,
    MapService maps,
    LockService locks,
    LeaderService leaders,
    MemberService members,
    RingService ring,
    ClusterView cluster,
    Health health) {}
