package conclave.cluster;

import akka.actor.CoordinatedShutdown;

/**
 * Why an ActorSystem is shut down that is to be followed by another one on the same data: the log
 * has a later Akka cluster than the one that it belongs to.
 *
 * @param sentence what the log says
 */
public record FreshStart(String sentence) implements CoordinatedShutdown.Reason {}
