package conclave.laws.bugs;

import akka.actor.ActorPath;
import akka.actor.typed.ActorRef;
import conclave.replica.gateway.Gateway;
import conclave.replica.journal.LogNotice;
import conclave.serialization.Wire;
import conclave.sim.Simulation;
import conclave.sim.actor.ActorCluster;
import conclave.sim.actor.ActorNode;
import conclave.sim.actor.Rig;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.random.RandomGenerator;

/**
 * Bugs of actors: of references that outlive a restart, of mail that is kept, of names that are
 * used again. The roles are as they are, so only a host with actors can have them.
 */
public enum ActorPlant implements Rig {
  /** Takes for its own what the journal tells a former life, which comes late. */
  L8_TAKES_LATE_NEWS_OF_A_FORMER_LIFE {
    @Override
    public void told(ActorNode node, LogNotice notice, ActorRef<LogNotice> replica) {
      if (notice instanceof LogNotice.Persisted) {
        node.later(110 * Simulation.MILLI, () -> replica.tell(notice));
      } else {
        replica.tell(notice);
      }
    }

    @Override
    public Object taken(ActorNode node, ActorPath actor, Object message) {
      return message instanceof LogNotice.Persisted news
          ? new LogNotice.Persisted(node.incarnation(), news.ticket())
          : message;
    }
  },

  /** A gateway that is restarted does once more what it did last, since its mail is kept. */
  REPLAYS_ITS_MAIL_AFTER_A_RESTART {
    private final Map<ActorNode, Gateway.Command> last = new WeakHashMap<>();

    @Override
    public Object taken(ActorNode node, ActorPath actor, Object message) {
      if (message instanceof Gateway.Execute request && isGateway(actor)) {
        if (request.within().isZero()) {
          node.ask(last.getOrDefault(node, request));
        } else {
          last.put(node, request);
        }
      }
      return message;
    }
  },

  /** A gateway takes whatever answer comes for that to its latest batch. */
  TAKES_A_LATE_ANSWER_FOR_THE_PRESENT_ONE {
    private final Map<ActorCluster, Map<Wire.Sender, Long>> latest = new WeakHashMap<>();

    @Override
    public Object taken(ActorNode node, ActorPath actor, Object message) {
      Map<Wire.Sender, Long> batches =
          latest.computeIfAbsent(node.world(), world -> new HashMap<>());
      if (message instanceof Wire.Submit submit) {
        batches.put(submit.from(), submit.batch());
      } else if (message instanceof Wire.Results late && isGateway(actor)) {
        long batch = batches.getOrDefault(Wire.Sender.member(node.id()), late.batch());
        return new Wire.Results(late.group(), batch, late.first(), late.results());
      }
      return message;
    }
  },

  /** The next process of a node draws the names that the former one drew. */
  DRAWS_THE_SAME_NAMES_IN_EACH_PROCESS {
    @Override
    public RandomGenerator random(ActorNode node, RandomGenerator own) {
      return new SplittableRandom(node.id().hashCode());
    }
  },

  /** A replica goes on when the journal's writer dies, and writes to nobody. */
  OUTLIVES_ITS_JOURNAL_WRITER {
    @Override
    public Object taken(ActorNode node, ActorPath actor, Object message) {
      return message.getClass().getSimpleName().equals("JournalLost") ? "all is well" : message;
    }
  };

  private static boolean isGateway(ActorPath actor) {
    return actor.parent().name().equals("gateways");
  }
}
