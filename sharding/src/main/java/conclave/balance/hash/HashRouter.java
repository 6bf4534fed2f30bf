package conclave.balance.hash;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.ring.HashRing;
import conclave.ring.KeyHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Forwards messages to plain actors, those with one key to the same actor, by a hash ring: no log,
 * no answers, no retries. Where each router knows the same names, each forwards alike. When an
 * actor comes or goes, only its own keys move.
 *
 * <p>A message is forwarded once, or dropped and counted where there is nobody. If the router dies,
 * its messages in the mailbox are lost; a restarted one begins with the routees of its creation.
 *
 * @param <M> what the routees take
 */
public final class HashRouter<M> extends AbstractBehavior<Object> {

  /**
   * What can be asked.
   *
   * @param <M> what the routees take
   */
  public sealed interface Command<M> {}

  /** Forwards the message to the routee of that key. */
  public record Forward<M>(String key, M message) implements Command<M> {}

  /** The most routees. */
  public static final int MAX_ROUTEES = 1_000;

  /**
   * From now on these are the routees and nobody else. More than the ring has points for are
   * refused: the routees stay, and a line in the log says so.
   *
   * @param routees up to {@value #MAX_ROUTEES}, by names of a ring that are the same on every node
   *     and in every life of the actor. One on this node that stops is removed; one on another node
   *     is not watched: say who is there, and resolve it from a path without an incarnation, so
   *     that a restarted one is reached
   */
  public record SetRoutees<M>(Map<String, ActorRef<M>> routees) implements Command<M> {
    public SetRoutees {
      routees = Map.copyOf(routees);
      if (routees.size() > MAX_ROUTEES) {
        throw new IllegalArgumentException(
            "%d routees are more than %d".formatted(routees.size(), MAX_ROUTEES));
      }
      routees.keySet().forEach(HashRing.of(KeyHash.XXH3, 1)::with);
    }
  }

  /** Asks for figures; answered at once. */
  public record GetCounts<M>(ActorRef<Counts> replyTo) implements Command<M> {}

  /**
   * Figures of this life.
   *
   * @param routees present now
   * @param forwarded to whom the ring says, or to another
   * @param diverted to another, since the first one had its share
   * @param dropped since there was nobody
   */
  public record Counts(int routees, long forwarded, long diverted, long dropped) {}

  private final HashRouterSettings settings;
  private final Share share;
  private final Map<String, ActorRef<M>> routees = new TreeMap<>();
  private HashRing ring;
  private long forwarded;
  private long diverted;
  private long dropped;

  private HashRouter(ActorContext<Object> context, HashRing empty, HashRouterSettings settings) {
    super(context);
    this.settings = settings;
    this.ring = empty;
    this.share = new Share(settings.window(), settings.balance());
  }

  /**
   * A router with these routees.
   *
   * @param ring without nodes: its hash and its points are used
   * @throws IllegalArgumentException for more routees than it has points for
   */
  public static <M> Behavior<Command<M>> create(
      HashRing ring, HashRouterSettings settings, Map<String, ActorRef<M>> routees) {
    SetRoutees<M> first = new SetRoutees<>(routees);
    if (first.routees().size() > ring.maxNodes()) {
      throw new IllegalArgumentException(tooMany(first, ring));
    }
    return Behaviors.<Object>setup(
            context -> {
              HashRouter<M> router = new HashRouter<>(context, ring, settings);
              router.become(first.routees());
              return router;
            })
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageUnchecked(Forward.class, this::onForward)
        .onMessageUnchecked(SetRoutees.class, this::onSetRoutees)
        .onSignal(Terminated.class, this::onTerminated)
        .onMessageUnchecked(GetCounts.class, this::onGetCounts)
        .build();
  }

  private Behavior<Object> onForward(Forward<M> forward) {
    Optional<String> chosen = choose(forward.key());
    if (chosen.isEmpty()) {
      dropped++;
      return this;
    }
    forwarded++;
    routees.get(chosen.get()).tell(forward.message());
    return this;
  }

  private Optional<String> choose(String key) {
    Optional<String> first = ring.nodeFor(key);
    if (settings.balance() == 0 || first.isEmpty()) {
      return first;
    }
    String chosen = first.get();
    if (!share.mayTake(chosen, routees.size())) {
      diverted++;
      chosen =
          ring.nodesFor(key, routees.size()).stream()
              .filter(name -> share.mayTake(name, routees.size()))
              .findFirst()
              .orElse(chosen);
    }
    share.took(chosen);
    return Optional.of(chosen);
  }

  private static String tooMany(SetRoutees<?> set, HashRing ring) {
    return "%d routees are more than the %d that the ring has points for"
        .formatted(set.routees().size(), ring.maxNodes());
  }

  private Behavior<Object> onSetRoutees(SetRoutees<M> set) {
    if (set.routees().size() > ring.maxNodes()) {
      getContext().getLog().warn("{}: the {} of before stay", tooMany(set, ring), routees.size());
    } else {
      become(set.routees());
    }
    return this;
  }

  /** Many may end at once: each costs its own points only. */
  private Behavior<Object> onTerminated(Terminated gone) {
    List<String> names =
        routees.entrySet().stream()
            .filter(entry -> entry.getValue().equals(gone.getRef()))
            .map(Map.Entry::getKey)
            .toList();
    names.forEach(this::remove);
    share.retain(routees.keySet());
    return this;
  }

  private void remove(String name) {
    routees.remove(name);
    ring = ring.without(name);
  }

  private void become(Map<String, ActorRef<M>> present) {
    Set.copyOf(routees.values()).forEach(getContext()::unwatch);
    present.values().stream()
        .filter(routee -> routee.path().address().hasLocalScope())
        .forEach(getContext()::watch);
    List.copyOf(routees.keySet()).stream()
        .filter(name -> !present.containsKey(name))
        .forEach(this::remove);
    for (String name : present.keySet()) {
      if (!routees.containsKey(name)) {
        ring = ring.with(name);
      }
    }
    routees.putAll(present);
    share.retain(routees.keySet());
  }

  private Behavior<Object> onGetCounts(GetCounts<M> ask) {
    ask.replyTo().tell(new Counts(routees.size(), forwarded, diverted, dropped));
    return this;
  }
}
