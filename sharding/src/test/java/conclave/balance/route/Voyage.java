package conclave.balance.route;

import conclave.raft.log.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A seeded life of one sender: requests of all kinds, nodes that answer, refuse, fail, fall silent,
 * vanish and come back, answers late and doubled, a host that dies. The laws watch.
 */
final class Voyage {

  /** A defect that the laws must find. */
  enum Plant {
    NONE,
    UNSAFE_TAKEN_FOR_SAFE,
    ONE_TRY_TOO_MANY,
    DEADLINE_FORGOTTEN,
    OUTCOME_DOUBLED,
    FAILURE_TAKEN_FOR_A_REFUSAL,
    OUTCOME_LOST
  }

  static final int MAX_TRIES = 4;
  private static final int STEPS = 300;

  final RouteLaws laws = new RouteLaws(MAX_TRIES);
  private final Plant plant;
  private final SplittableRandom random;
  private final World world = new World(4);
  private final Routing<String> routing;
  private final List<Effect.Send<String>> under = new ArrayList<>();
  private final Map<Routing.Try, Integer> fates = new HashMap<>();
  private int callers;

  Voyage(long seed, Plant plant) {
    this.plant = plant;
    this.random = new SplittableRandom(seed);
    int tries = plant == Plant.ONE_TRY_TOO_MANY ? MAX_TRIES + 1 : MAX_TRIES;
    this.routing = new Routing<>(new RouteLimits(20, 150, 12, tries, 0.3, 50, 0.2), random.split());
    this.world.owners =
        key ->
            new Owners.Preference(
                1,
                List.of(world.node(1 + key.length() % 4), world.node(1 + (key.length() + 1) % 4)));
  }

  Voyage run() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    for (int i = 0; i < 2; i++) {
      pass(2_000);
    }
    return this;
  }

  Routing.Counts counts() {
    return routing.counts();
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 25) {
      begin();
    } else if (dice < 60) {
      answer();
    } else if (dice < 85) {
      pass(random.nextInt(1, 150));
    } else if (dice < 99) {
      weather();
    } else {
      did(routing.abandon());
    }
  }

  private void begin() {
    boolean safe = random.nextBoolean();
    Freight freight = new Freight(0, "", new byte[random.nextInt(14)]);
    Request request = new Request(World.SERVICE, policy(), freight, safe, random.nextInt(1, 1_000));
    String caller = "c" + callers++;
    laws.begun(caller, request, world.now);
    boolean taken = safe || plant == Plant.UNSAFE_TAKEN_FOR_SAFE;
    Request believed =
        new Request(request.service(), request.policy(), freight, taken, request.withinNanos());
    did(routing.begin(believed, caller, world.scene()));
  }

  private Policy policy() {
    return switch (random.nextInt(4)) {
      case 0 -> new Policy.ByKey("k".repeat(1 + random.nextInt(4)));
      case 1 -> new Policy.LeastLoaded();
      case 2 -> new Policy.RoundRobin();
      default -> new Policy.ToNode(world.node(1 + random.nextInt(4)));
    };
  }

  /**
   * One of those under way is answered, perhaps long after its route is over, perhaps not at last.
   */
  private void answer() {
    if (under.isEmpty()) {
      return;
    }
    int index = random.nextInt(under.size());
    Effect.Send<String> send = random.nextInt(8) == 0 ? under.get(index) : under.remove(index);
    Routing.Try which = new Routing.Try(send.id(), send.number());
    int dice = fates.computeIfAbsent(which, first -> random.nextInt(10));
    if (dice < 4) {
      laws.finished(which);
      did(routing.finished(which, "reply"));
    } else if (dice < 8) {
      laws.refused(which);
      Refusal why = Refusal.values()[random.nextInt(Refusal.values().length)];
      did(routing.refused(which, why, "no", world.scene()));
    } else if (dice < 9) {
      laws.failed(which);
      did(
          plant == Plant.FAILURE_TAKEN_FOR_A_REFUSAL
              ? routing.refused(which, Refusal.DECLINED, "no", world.scene())
              : routing.failed(which, random.nextBoolean(), "gone", world.scene()));
    }
  }

  private void pass(long time) {
    world.now += time;
    if (plant != Plant.DEADLINE_FORGOTTEN || random.nextInt(4) > 0) {
      did(routing.tick(world.scene()));
    }
    laws.looked(world.now, routing.counts());
  }

  private void weather() {
    NodeId node = world.node(1 + random.nextInt(4));
    if (random.nextBoolean() && !world.unreachable.remove(node)) {
      world.unreachable.add(node);
    }
    world.directory.heard(
        world.node(1 + random.nextInt(4)),
        random.nextInt(4) == 0 ? List.of() : List.of(World.SERVICE));
    world.loads.put(node, random.nextInt(5) == 0 ? Double.NaN : random.nextDouble());
  }

  private void did(List<Effect<String>> effects) {
    Stream<Effect<String>> seen = effects.stream();
    if (plant == Plant.OUTCOME_DOUBLED && random.nextInt(4) == 0) {
      seen =
          Stream.concat(effects.stream(), effects.stream().filter(Effect.Settle.class::isInstance));
    } else if (plant == Plant.OUTCOME_LOST && random.nextInt(4) == 0) {
      seen = effects.stream().filter(effect -> !(effect instanceof Effect.Settle));
    }
    seen.forEach(
        effect -> {
          laws.happened(effect, world.now, world.scene());
          if (effect instanceof Effect.Send<String> send) {
            under.add(send);
          }
        });
  }
}
