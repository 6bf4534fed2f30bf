package conclave.node.member;

import akka.actor.CoordinatedShutdown;

/**
 * Why an ActorSystem is shut down whose node is no member of its cluster any more, since somebody
 * wanted it so. Its data directory says it too: nobody starts on it again. With {@code
 * akka.coordinated-shutdown.exit-jvm = on} the process ends with status 0.
 *
 * @param sentence which cluster it was
 */
public record NodeRemoved(String sentence) implements CoordinatedShutdown.Reason {}
