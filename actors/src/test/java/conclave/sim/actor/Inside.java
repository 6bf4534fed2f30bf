package conclave.sim.actor;

import akka.actor.ActorCell;
import akka.actor.ActorRef;
import akka.actor.LocalActorRef;
import akka.actor.PoisonPill;
import akka.actor.typed.Behavior;
import akka.actor.typed.internal.InterceptorImpl;
import akka.actor.typed.internal.adapter.ActorAdapter;
import conclave.raft.Acceptor;
import conclave.replica.Replica;
import java.lang.reflect.Field;
import java.util.Optional;
import scala.jdk.javaapi.CollectionConverters;

/** Looks into the replica of one process without disturbing it. */
final class Inside {

  private static final Field ACCEPTOR = field();

  private final ActorCell replica;

  Inside(ActorRef replica) {
    this.replica = ((LocalActorRef) replica).underlying();
  }

  private static Field field() {
    try {
      Field acceptor = Replica.class.getDeclaredField("acceptor");
      acceptor.setAccessible(true);
      return acceptor;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a Replica has no acceptor any more", e);
    }
  }

  boolean is(ActorRef actor) {
    return replica.self().equals(actor);
  }

  /** The acceptor of its present life; empty while it opens, is halted or dead. */
  Optional<Acceptor> acceptor() {
    if (!(replica.actor() instanceof ActorAdapter<?> adapter)) {
      return Optional.empty();
    }
    Behavior<?> behavior = adapter.currentBehavior();
    while (behavior instanceof InterceptorImpl<?, ?> around) {
      behavior = around.nestedBehavior();
    }
    return behavior instanceof Replica hosted ? Optional.of(acceptor(hosted)) : Optional.empty();
  }

  private static Acceptor acceptor(Replica replica) {
    try {
      return (Acceptor) ACCEPTOR.get(replica);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot look into " + replica, e);
    }
  }

  /** Stops the children whose names begin so; false where there is none. */
  boolean stopChildren(String... prefixes) {
    boolean any = false;
    for (ActorRef child : CollectionConverters.asJava(replica.children())) {
      if (begins(child.path().name(), prefixes)) {
        child.tell(PoisonPill.getInstance(), ActorRef.noSender());
        any = true;
      }
    }
    return any;
  }

  private static boolean begins(String name, String... prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
