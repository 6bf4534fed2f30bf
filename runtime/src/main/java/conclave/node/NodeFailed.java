package conclave.node;

import akka.actor.CoordinatedShutdown;

/**
 * Why an ActorSystem is shut down whose node cannot go on: its journal is broken, or its identity
 * cannot be written. What the disk holds is known to the next process that reads it. With {@code
 * akka.coordinated-shutdown.exit-jvm = on} the process ends with status 1.
 *
 * @param sentence what is broken and where
 */
public record NodeFailed(String sentence) implements CoordinatedShutdown.Reason {}
