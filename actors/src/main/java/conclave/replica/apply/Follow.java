package conclave.replica.apply;

import akka.actor.DeadLetterSuppression;
import akka.actor.typed.ActorRef;

/**
 * Asks the replica of a group on this node to tell what becomes of a machine; sent again by the
 * same follower, it begins anew. Lost where there is no replica, or where it dies: {@link
 * Following} asks again; so that one which is lost is no line of Akka's log.
 *
 * @param query what the machine is asked at the beginning
 */
public record Follow(String machine, byte[] query, ActorRef<Feed> follower)
    implements Applier.Command, DeadLetterSuppression {}
