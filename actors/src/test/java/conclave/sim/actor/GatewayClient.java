package conclave.sim.actor;

import conclave.history.History;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.map.table.MapTable;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.gateway.RequestId;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.client.Workload;
import conclave.sim.world.Client;
import conclave.sim.world.Invariants;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A client inside the nodes' processes: one operation at a time through a gateway, at another node
 * when the process dies, or just so. What is unknown it tries again under the same name, or notes.
 */
final class GatewayClient implements Client {

  private static final long THINKS = 100 * Simulation.MILLI;

  /** A gateway looks at its deadlines each 20 ms, and its timers may be late. */
  private static final long GRACE = 300 * Simulation.MILLI;

  private final ActorCluster world;
  private final String name;
  private final History<MapCall, MapResult> history;
  private final RandomGenerator random;
  private final Workload workload;
  private Asked current;
  private ActorNode node;

  /** They did not serve since somebody did: they may have been wiped, and never serve again. */
  private final Set<ActorNode> useless = new HashSet<>();

  private long lastDone;

  /** One request to one gateway. */
  private final class Asked {
    private final MapCall call;
    private final int operation;
    private final ActorNode at = node;
    private final Life process = node.life();
    private final Optional<RequestId> retryOf;
    private int answers;

    Asked(MapCall call, int operation, Optional<RequestId> retryOf) {
      this.call = call;
      this.operation = operation;
      this.retryOf = retryOf;
    }

    /** Once is enough: a node that was removed never knows. */
    boolean mayTryAgain(Outcome.Unknown<byte[]> unknown) {
      return unknown.retry().isPresent() && retryOf.isEmpty() && process.isAlive();
    }

    /** By the gateway, in the middle of its work. */
    void answered(Outcome<byte[]> outcome) {
      answers++;
      world.look(
          () ->
              world
                  .invariants()
                  .require(
                      answers == 1,
                      "the gateway of %s answered %s of %s a second time: %s",
                      at.id(),
                      call,
                      name,
                      outcome));
      later(random.nextLong(Simulation.MILLI), () -> settled(this, outcome));
    }

    void requireAnswer() {
      world
          .invariants()
          .require(
              answers > 0,
              "the gateway of %s has not answered %s of %s in time",
              at.id(),
              call,
              name);
    }
  }

  GatewayClient(ActorCluster world, String name, History<MapCall, MapResult> history) {
    this.world = world;
    this.name = name;
    this.history = history;
    this.random = world.simulation().stream();
    this.workload = new Workload(name, random);
  }

  @Override
  public long lastDone() {
    return lastDone;
  }

  @Override
  public void start() {
    later(random.nextLong(50 * Simulation.MILLI), this::next);
  }

  private void later(long nanos, Runnable action) {
    world.simulation().after(nanos, Life.WORLD, action);
  }

  private void next() {
    if (node == null || !node.running() || random.nextInt(20) == 0) {
      node = another(node);
    }
    if (node == null || !node.running() || node.process().gateway().isEmpty()) {
      later(random.nextLong(THINKS), this::next);
      return;
    }
    MapCall call = workload.next();
    int operation = history.invoke(name, call, world.simulation().now());
    ask(new Asked(call, operation, Optional.empty()));
  }

  private ActorNode another(ActorNode than) {
    List<ActorNode> others = world.nodes().stream().filter(one -> one != than).toList();
    if (useless.containsAll(others)) {
      useless.clear();
    }
    List<ActorNode> good = others.stream().filter(one -> !useless.contains(one)).toList();
    return good.get(random.nextInt(good.size()));
  }

  private void ask(Asked asked) {
    current = asked;
    Duration within = Duration.ofMillis(random.nextInt(150, 1000));
    Gateway.Command request =
        asked.call instanceof MapCall.Get get
            ? new Gateway.Ask(MapTable.NAME, Workload.query(get), true, within, asked::answered)
            : new Gateway.Execute(
                MapTable.NAME,
                Workload.command(asked.call),
                within,
                asked.retryOf,
                asked::answered);
    node.ask(request);
    promised(asked, node.clock().inWorldTime(within.toNanos()) + GRACE);
    watch(asked);
  }

  /** As long as that process lives, it must answer in time; the time counts while it is awake. */
  private void promised(Asked asked, long nanos) {
    long wakes = asked.at.clock().pausedUntil();
    long asleep = Math.max(0, wakes - world.simulation().now());
    Runnable due =
        () -> {
          if (asked.at.clock().pausedUntil() > wakes) {
            promised(asked, nanos);
          } else {
            asked.requireAnswer();
          }
        };
    world.simulation().after(asleep + nanos, asked.process, due);
  }

  /** Sees sooner or later that the process died; then nobody knows. */
  private void watch(Asked asked) {
    later(
        50 * Simulation.MILLI,
        () -> {
          if (current == asked && asked.process.isAlive()) {
            watch(asked);
          } else if (current == asked) {
            settled(asked, new Outcome.Unknown<>("the process died", Optional.empty()));
          }
        });
  }

  private void settled(Asked asked, Outcome<byte[]> outcome) {
    if (asked != current) {
      return;
    }
    if (outcome instanceof Outcome.Done<byte[]> done) {
      useless.clear();
      lastDone = world.simulation().now();
      world.tally().add(Tally.Count.COMMITTED_OPERATIONS, 1);
      complete(asked, new conclave.history.Outcome.Answered<>(seen(asked, done.value())));
    } else if (outcome instanceof Outcome.Rejected<byte[]>) {
      world.tally().add(Tally.Count.REFUSALS, 1);
      leave(asked.at);
      complete(asked, new conclave.history.Outcome.NotDone<>());
    } else if (outcome instanceof Outcome.Unknown<byte[]> unknown) {
      if (asked.mayTryAgain(unknown) && random.nextBoolean()) {
        ask(new Asked(asked.call, asked.operation, unknown.retry()));
      } else {
        world.tally().add(Tally.Count.UNKNOWN_OPERATIONS, 1);
        leave(asked.at);
        complete(asked, new conclave.history.Outcome.Unknown<>());
      }
    }
  }

  private void leave(ActorNode who) {
    useless.add(who);
    node = another(who);
  }

  private MapResult seen(Asked asked, byte[] answer) {
    if (asked.call instanceof MapCall.Get) {
      world.tally().add(Tally.Count.READS, 1);
      world.tally().add(Tally.Count.FOLLOWER_READS, asked.at.leads() ? 0 : 1);
    }
    try {
      return workload.seen(asked.call, answer);
    } catch (IllegalArgumentException e) {
      throw new Invariants.Broken(name + " was answered what is no reply to " + asked.call);
    }
  }

  private void complete(Asked asked, conclave.history.Outcome<MapResult> outcome) {
    current = null;
    history.complete(asked.operation, outcome, world.simulation().now());
    later(random.nextLong(THINKS), this::next);
  }
}
