package conclave.balance.route;

import conclave.balance.route.Itinerary.Fate;
import conclave.balance.route.Scene.Member;
import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The routes of one node that have no outcome yet: where each request goes next, when it goes on to
 * another node, and what its caller is told.
 *
 * <p>Each route has exactly one outcome, at the first look after its deadline at the latest. A
 * request that is not safe is never sent again after it may have been done.
 *
 * @param <C> who waits for an outcome
 */
public final class Routing<C> {

  /**
   * Names one try.
   *
   * @param id of the route
   * @param number of the try among those of the route
   */
  public record Try(long id, int number) {}

  /**
   * Figures since the start; routed = done + rejected + unknown + open.
   *
   * @param open routes without an outcome
   * @param sent tries
   * @param refused tries that a node turned away
   * @param retried tries of a safe request that may have been done before
   * @param late answers that nobody waited for any more, and that were dropped
   */
  public record Counts(
      long routed,
      long done,
      long rejected,
      long unknown,
      long open,
      long sent,
      long refused,
      long retried,
      long late) {}

  private final RouteLimits limits;
  private final Pick pick;
  private final Map<Long, Itinerary<C>> open = new LinkedHashMap<>();
  private long bytes;
  private long nextId;
  private long done;
  private long rejected;
  private long unknown;
  private long sent;
  private long refused;
  private long retried;
  private long late;

  public Routing(RouteLimits limits, RandomGenerator random) {
    this.limits = limits;
    this.pick = new Pick(random, limits.workWeight());
  }

  /** Whether anything must be looked at as time passes. */
  public boolean isIdle() {
    return open.isEmpty();
  }

  public Counts counts() {
    long routed = done + rejected + unknown + open.size();
    return new Counts(routed, done, rejected, unknown, open.size(), sent, refused, retried, late);
  }

  /** Begins a route, or rejects it. */
  public List<Effect<C>> begin(Request request, C caller, Scene scene) {
    if (request.bytes() > limits.maxPayloadBytes()) {
      return List.of(
          reject(
              caller,
              Outcome.Reason.INVALID,
              "a message of %d bytes is larger than %d"
                  .formatted(request.bytes(), limits.maxPayloadBytes())));
    }
    if (open.size() >= limits.maxRoutes() || bytes + request.bytes() > limits.maxBytes()) {
      return List.of(
          reject(
              caller,
              Outcome.Reason.OVERLOADED,
              "%d routes of %d bytes are open on this node".formatted(open.size(), bytes)));
    }
    Itinerary<C> route = new Itinerary<>(nextId++, request, caller, scene.now());
    open.put(route.id, route);
    bytes += request.bytes();
    List<Effect<C>> effects = new ArrayList<>();
    goOn(route, scene, effects);
    return effects;
  }

  /** Rejects what cannot even become a request. */
  public Effect<C> reject(C caller, Outcome.Reason reason, String message) {
    rejected++;
    return new Effect.Settle<>(caller, new Outcome.Rejected(reason, message));
  }

  /** A node did it. Whichever try it was: the first reply counts. */
  public List<Effect<C>> finished(Try which, Object reply) {
    Itinerary<C> route = open.get(which.id());
    if (route == null) {
      late++;
      return List.of();
    }
    return List.of(end(route, new Outcome.Done(reply)));
  }

  /** A node turned it away: certainly not done there. */
  public List<Effect<C>> refused(Try which, Refusal why, String message, Scene scene) {
    Optional<Itinerary<C>> found = waitingFor(which);
    if (found.isEmpty()) {
      return List.of();
    }
    Itinerary<C> route = found.get();
    NodeId node = route.node(which.number());
    refused++;
    pick.over(node);
    route.refused(which.number(), why, message);
    if (why == Refusal.NO_SERVICE) {
      scene.directory().forget(node, route.request.service());
    }
    return goOnIfIdle(route, scene);
  }

  /**
   * A node cannot say what became of it.
   *
   * @param again whether another node may fare better
   */
  public List<Effect<C>> failed(Try which, boolean again, String message, Scene scene) {
    Optional<Itinerary<C>> found = waitingFor(which);
    if (found.isEmpty()) {
      return List.of();
    }
    Itinerary<C> route = found.get();
    pick.over(route.node(which.number()));
    route.failed(which.number());
    if (!again || !route.request.safe()) {
      return List.of(end(route, route.unknown(message)));
    }
    return goOnIfIdle(route, scene);
  }

  /** An answer to a route of another life of this process. */
  public void foreign() {
    late++;
  }

  private Optional<Itinerary<C>> waitingFor(Try which) {
    Itinerary<C> route = open.get(which.id());
    if (route == null || !route.has(which.number()) || route.fate(which.number()) != Fate.OPEN) {
      late++;
      return Optional.empty();
    }
    return Optional.of(route);
  }

  /** Time has passed. */
  public List<Effect<C>> tick(Scene scene) {
    List<Effect<C>> effects = new ArrayList<>();
    for (Itinerary<C> route : List.copyOf(open.values())) {
      if (scene.now() - route.deadline >= 0) {
        effects.add(end(route, overdue(route)));
      } else if (route.wantsToGoOn(scene)) {
        goOn(route, scene, effects);
      }
    }
    return effects;
  }

  private Outcome overdue(Itinerary<C> route) {
    return route.certainlyNotDone() ? route.rejected() : route.unknown("no answer in time");
  }

  /** Who hosts the routes died: everybody who waits is told what is certain. */
  public List<Effect<C>> abandon() {
    List<Effect<C>> effects = new ArrayList<>();
    for (Itinerary<C> route : List.copyOf(open.values())) {
      Outcome outcome =
          route.certainlyNotDone()
              ? new Outcome.Rejected(Outcome.Reason.NO_NODE, "the router was restarted")
              : route.unknown("the router was restarted");
      effects.add(end(route, outcome));
    }
    return effects;
  }

  private List<Effect<C>> goOnIfIdle(Itinerary<C> route, Scene scene) {
    List<Effect<C>> effects = new ArrayList<>();
    if (route.isIdle()) {
      goOn(route, scene, effects);
    }
    return effects;
  }

  private void goOn(Itinerary<C> route, Scene scene, List<Effect<C>> effects) {
    if (route.tries() == limits.maxTries()) {
      conclude(route, effects);
      return;
    }
    Optional<Pick.Choice> next = pick.next(route.request, route.triedInThisRound(), scene);
    if (next.isEmpty()) {
      route.pause(scene.now() + limits.pauseNanos());
      return;
    }
    effects.add(send(route, next.get(), scene));
  }

  private Effect<C> send(Itinerary<C> route, Pick.Choice choice, Scene scene) {
    Member to = choice.to();
    if (!route.certainlyNotDone()) {
      retried++;
    }
    sent++;
    pick.sent(to.node());
    long patience = (long) (limits.tryWithin() * route.request.withinNanos());
    route.sent(to, route.request.safe() ? scene.now() + patience : route.deadline);
    return new Effect.Send<>(
        route.id,
        route.tries() - 1,
        to.node(),
        route.request,
        choice.epoch(),
        route.deadline - scene.now());
  }

  /** It was sent as often as it may be: the outcome is certain, or one of the silent ones knows. */
  private void conclude(Itinerary<C> route, List<Effect<C>> effects) {
    if (route.certainlyNotDone()) {
      effects.add(end(route, route.rejected()));
    } else if (route.silent().isEmpty()) {
      effects.add(end(route, route.unknown("none of these could tell what became of it")));
    } else {
      route.rest();
    }
  }

  private Effect<C> end(Itinerary<C> route, Outcome outcome) {
    open.remove(route.id);
    bytes -= route.request.bytes();
    route.silent().forEach(pick::over);
    if (outcome instanceof Outcome.Done) {
      done++;
    } else if (outcome instanceof Outcome.Rejected) {
      rejected++;
    } else {
      unknown++;
    }
    return new Effect.Settle<>(route.caller, outcome);
  }
}
