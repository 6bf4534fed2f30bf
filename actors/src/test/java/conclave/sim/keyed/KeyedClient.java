package conclave.sim.keyed;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.keys.IdempotencyKey;
import conclave.map.table.MapTable;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.client.Workload;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import conclave.sim.world.Invariants;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Somebody with one request after the other, each under a key of its own, and processes that ask
 * for it: one that hears nothing may die, and the next one knows the request and its key, but not
 * the session. What was answered is now and then asked again.
 */
final class KeyedClient {

  private static final long TRY = 400 * Simulation.MILLI;
  private static final long PATIENCE = 4 * Simulation.SECOND;

  private final SimCluster world;
  private final History<MapCall, MapResult> history;
  private final Effects effects;
  private final Counts counts;
  private final RandomGenerator random;
  private final String name;
  private final Workload workload;
  private long nonce;
  private long session;
  private long sequence;
  private long requests;
  private String target;
  private Request current;
  private long lastDone;

  /** The request under way. */
  private final class Request {
    private final MapCall call;
    private final byte[] command;
    private final IdempotencyKey key;
    private final int operation;
    private long deadline = world.simulation().now() + PATIENCE;
    private int tries;
    private Optional<Result> first = Optional.empty();

    /** Asks again with other words: a mistake. */
    private boolean misuses;

    Request(MapCall call) {
      this.call = call;
      this.command = call instanceof MapCall.Get ? new byte[0] : Workload.command(call);
      this.key = IdempotencyKey.of(List.of(bytes(name + ++requests)), List.of(command));
      this.operation = history.invoke(name, call, world.simulation().now());
    }

    boolean reads() {
      return call instanceof MapCall.Get;
    }

    byte[] encode() {
      if (call instanceof MapCall.Get get) {
        return Workload.query(get);
      }
      if (session == 0) {
        return new Command.OpenSession(nonce).encode();
      }
      IdempotencyKey said = misuses ? IdempotencyKey.of(List.of(), List.of(bytes("other"))) : key;
      return new Command.ExecuteOnce(
              new IdempotencyKey(key.name(), said.fingerprint()),
              new Command.Execute(session, sequence, sequence, MapTable.NAME, command))
          .encode();
    }
  }

  KeyedClient(
      SimCluster world, String name, History<MapCall, MapResult> history, KeyedRun.Judges judges) {
    this.world = world;
    this.name = name;
    this.history = history;
    this.effects = judges.effects();
    this.counts = judges.counts();
    this.random = world.simulation().stream();
    this.workload = new Workload(name, random);
    this.target = anyNode();
    newProcess();
  }

  private static byte[] bytes(String text) {
    return text.getBytes();
  }

  /** When the latest request was answered. */
  long lastDone() {
    return lastDone;
  }

  void start() {
    think();
  }

  @Override
  public String toString() {
    return "%s, last served at %d ms, asks %s for the %d. time"
        .formatted(
            name,
            lastDone / Simulation.MILLI,
            current == null ? "nothing" : current.call,
            current == null ? 0 : current.tries);
  }

  private String anyNode() {
    List<SimNode> nodes = world.nodes();
    return nodes.get(random.nextInt(nodes.size())).id().name();
  }

  private void newProcess() {
    nonce = random.nextLong();
    session = 0;
    sequence = 1;
  }

  private void think() {
    current = null;
    world.simulation().after(random.nextLong(100 * Simulation.MILLI), Life.WORLD, this::next);
  }

  private void next() {
    MapCall call = workload.next();
    while (call instanceof MapCall.Delete) {
      call = workload.next(); // it has no value by which to know it
    }
    sequence++;
    current = new Request(call);
    attempt(current);
  }

  private void attempt(Request request) {
    if (request != current) {
      return;
    }
    if (world.simulation().now() > request.deadline) {
      giveUp(request);
      return;
    }
    int number = ++request.tries;
    String node = target;
    byte[] bytes = request.encode();
    boolean reads = request.reads();
    SimReplica.Caller caller = caller(request, node, number);
    world.network().send(name, node, () -> world.node(node).serve(bytes, reads, caller));
    world.simulation().after(TRY, Life.WORLD, () -> again(request, number, Optional.empty()));
  }

  private void again(Request request, int number, Optional<NodeId> hint) {
    if (request == current && request.tries == number) {
      target = hint.map(NodeId::name).orElseGet(this::anyNode);
      if (hint.isEmpty() && !request.reads() && random.nextInt(3) == 0) {
        counts.heirs += session == 0 ? 0 : 1;
        newProcess();
      }
      attempt(request);
    }
  }

  private SimReplica.Caller caller(Request request, String node, int number) {
    return new SimReplica.Caller() {
      @Override
      public void done(byte[] result) {
        world.network().send(node, name, () -> answered(request, number, Workload.decode(result)));
      }

      @Override
      public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
        world.network().send(node, name, () -> later(request, number, leader));
      }
    };
  }

  private void later(Request request, int number, Optional<NodeId> leader) {
    long pause = 5 * Simulation.MILLI + random.nextLong(30 * Simulation.MILLI);
    world.simulation().after(pause, Life.WORLD, () -> again(request, number, leader));
  }

  /** An answer to a former try counts as well, but for one that says how this try stands. */
  private void answered(Request request, int number, Result result) {
    if (request != current) {
      return;
    }
    boolean present = request.tries == number;
    if (result instanceof Result.SessionOpened opened) {
      if (present) {
        session = opened.session();
        attempt(request);
      }
    } else if (result == Result.Refusal.KEYS_FULL) {
      counts.full++;
      full(request, number);
    } else if (result == Result.Refusal.FORGOTTEN && !present) {
      return; // that try is no longer of interest
    } else if (request.misuses) {
      misused(request, result);
    } else if (request.first.isEmpty()) {
      first(request, result);
    } else if (present) {
      again(request, result);
    }
  }

  /** Not done, and the result of that try is not wanted any more. */
  private void full(Request request, int number) {
    counts.full++;
    sequence++;
    Optional<NodeId> there = Optional.of(world.node(target).id());
    long pause = random.nextLong(TRY);
    world.simulation().after(pause, Life.WORLD, () -> again(request, number, there));
  }

  private void first(Request request, Result result) {
    world
        .invariants()
        .require(
            result instanceof Result.Ok, "%s was answered %s to %s", name, result, request.call);
    MapResult seen = workload.seen(request.call, ((Result.Ok) result).reply());
    lastDone = world.simulation().now();
    history.complete(request.operation, new Outcome.Answered<>(seen), lastDone);
    if (request.reads()) {
      think();
      return;
    }
    counts.answered++;
    request.first = Optional.of(result);
    if (random.nextBoolean()) {
      askAgain(request);
    } else {
      think();
    }
  }

  /** After a while; long before its answer may be forgotten, or long after. */
  private void askAgain(Request request) {
    long pause =
        random.nextLong(random.nextInt(20) == 0 ? 6 * Simulation.SECOND : Simulation.SECOND);
    newProcess();
    request.misuses = random.nextInt(6) == 0;
    request.tries++;
    request.deadline = world.simulation().now() + pause + PATIENCE;
    world.simulation().after(pause, Life.WORLD, () -> attempt(request));
  }

  private void again(Request request, Result result) {
    boolean same = result.equals(request.first.orElseThrow());
    if (!same && !effects.repeated(request.command)) {
      throw new Invariants.Broken(
          "%s was answered %s to %s, and then %s"
              .formatted(name, request.first.get(), request.call, result));
    }
    counts.again += same ? 1 : 0;
    think();
  }

  private void misused(Request request, Result result) {
    boolean refused = result == Result.Refusal.KEY_USED;
    if (!refused
        && !result.equals(request.first.orElseThrow())
        && !effects.repeated(request.command)) {
      throw new Invariants.Broken(
          "%s was answered %s to another request under the key of %s"
              .formatted(name, result, Arrays.toString(request.command)));
    }
    counts.misused += refused ? 1 : 0;
    think();
  }

  private void giveUp(Request request) {
    if (request.first.isEmpty()) {
      counts.unknown++;
      history.complete(request.operation, new Outcome.Unknown<>(), world.simulation().now());
    }
    think();
  }
}
