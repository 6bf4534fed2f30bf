package conclave.node.system;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.event.Logging;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in one line that somebody speaks to this node from an ActorSystem of another name, which
 * Akka's remoting drops: two nodes whose systems are named differently wait for each other for
 * ever. Remoting tells of it in a warning of its own alone, again and again.
 */
public final class NameWatch extends AbstractBehavior<Logging.Warning> {

  private static final String NAME = "conclave-name-watch";

  /** Akka's words: who speaks, and to whom. */
  private static final Pattern DROPPED =
      Pattern.compile(
          "Dropping Handshake Request from \\[akka://([^@]+)@([^#\\]]+)[^\\]]*\\]"
              + " addressed to unknown local address \\[akka://([^@]+)@.*",
          Pattern.DOTALL);

  /** So many are said; whoever has more has a trouble that was said. */
  private static final int MOST = 64;

  private final Set<String> said = new HashSet<>();

  private NameWatch(ActorContext<Logging.Warning> context) {
    super(context);
    context.setLoggerName(NameWatch.class);
  }

  /** Listens until the ActorSystem ends; once in an ActorSystem. */
  public static void start(ActorSystem<?> system) {
    Behavior<Logging.Warning> watch = Behaviors.setup(NameWatch::new);
    ActorRef<Logging.Warning> ear = system.systemActorOf(watch, NAME, Props.empty());
    Adapter.toClassic(system)
        .eventStream()
        .subscribe(Adapter.toClassic(ear), Logging.Warning.class);
  }

  @Override
  public Receive<Logging.Warning> createReceive() {
    return newReceiveBuilder().onMessage(Logging.Warning.class, this::onWarning).build();
  }

  private Behavior<Logging.Warning> onWarning(Logging.Warning warning) {
    Matcher dropped = DROPPED.matcher(String.valueOf(warning.message()));
    String own = getContext().getSystem().name();
    if (dropped.matches() && !dropped.group(3).equals(own) && said.size() < MOST) {
      String who = dropped.group(2);
      if (said.add(who)) {
        getContext()
            .getLog()
            .warn(
                "The ActorSystem at {} is named {}, and takes this one, which is named {}, to be"
                    + " named {}: the name must be the same on all nodes, so neither hears the"
                    + " other",
                who,
                dropped.group(1),
                own,
                dropped.group(3));
      }
    }
    return this;
  }
}
