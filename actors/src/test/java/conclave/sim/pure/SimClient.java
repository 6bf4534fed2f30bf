package conclave.sim.pure;

import conclave.history.History;
import conclave.history.Outcome;
import conclave.history.model.MapCall;
import conclave.history.model.MapResult;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.map.table.MapTable;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.sim.Life;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.client.Workload;
import conclave.sim.world.Client;
import conclave.sim.world.Invariants;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A client: one operation at a time, tried again at other nodes under the same session and sequence
 * until an answer comes or the deadline passes. What it saw goes into the history.
 */
final class SimClient implements Client {

  private static final long DEADLINE = 2 * Simulation.SECOND;

  private final SimCluster world;
  private final History<MapCall, MapResult> history;
  private final RandomGenerator random;
  private final String name;
  private final Workload workload;
  private final long nonce;
  private long session;
  private long sequence;
  private String target;
  private Attempted current;
  private long lastDone;

  /** The operation under way. */
  private final class Attempted {
    private final MapCall call;
    private final int operation;
    private final byte[] bytes;
    private final long deadline = world.simulation().now() + DEADLINE;
    private int tries;
    private boolean mayHaveHappened;

    Attempted(MapCall call, byte[] bytes) {
      this.call = call;
      this.bytes = bytes;
      this.operation = call == null ? -1 : history.invoke(name, call, world.simulation().now());
    }
  }

  SimClient(SimCluster world, String name, History<MapCall, MapResult> history) {
    this.world = world;
    this.name = name;
    this.history = history;
    this.random = world.simulation().stream();
    this.workload = new Workload(name, random);
    this.nonce = random.nextLong();
    this.target = anyNode();
  }

  @Override
  public long lastDone() {
    return lastDone;
  }

  @Override
  public void start() {
    world.simulation().after(random.nextLong(50 * Simulation.MILLI), Life.WORLD, this::next);
  }

  private String anyNode() {
    List<SimNode> nodes = world.nodes();
    return nodes.get(random.nextInt(nodes.size())).id().name();
  }

  private void next() {
    if (session == 0) {
      current = new Attempted(null, new Command.OpenSession(nonce).encode());
    } else {
      MapCall call = workload.next();
      byte[] bytes =
          call instanceof MapCall.Get get
              ? Workload.query(get)
              : new Command.Execute(
                      session, ++sequence, sequence, MapTable.NAME, Workload.command(call))
                  .encode();
      current = new Attempted(call, bytes);
      if (call instanceof MapCall.Get) {
        target = anyNode();
      }
    }
    attempt(current);
  }

  private void attempt(Attempted op) {
    if (op != current) {
      return;
    }
    if (world.simulation().now() > op.deadline) {
      giveUp(op);
      return;
    }
    int number = ++op.tries;
    String node = target;
    boolean before = op.mayHaveHappened;
    op.mayHaveHappened = true;
    world
        .network()
        .send(
            name,
            node,
            () -> world.node(node).serve(op.bytes, isRead(op), caller(op, node, number, before)));
    world
        .simulation()
        .after(
            world.host().clientPatience(), Life.WORLD, () -> retry(op, number, Optional.empty()));
  }

  private static boolean isRead(Attempted op) {
    return op.call instanceof MapCall.Get;
  }

  private void retry(Attempted op, int number, Optional<NodeId> hint) {
    if (op == current && op.tries == number) {
      target = hint.map(NodeId::name).orElseGet(this::anyNode);
      attempt(op);
    }
  }

  private SimReplica.Caller caller(Attempted op, String node, int number, boolean before) {
    return new SimReplica.Caller() {
      @Override
      public void done(byte[] result) {
        world.network().send(node, name, () -> answered(op, result));
      }

      @Override
      public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
        world.network().send(node, name, () -> refusedThere(op, number, before, leader));
      }
    };
  }

  private void refusedThere(Attempted op, int number, boolean before, Optional<NodeId> leader) {
    if (op == current && op.tries == number) {
      op.mayHaveHappened = before;
      world.tally().add(Tally.Count.REFUSALS, 1);
      long pause = 5 * Simulation.MILLI + random.nextLong(30 * Simulation.MILLI);
      world.simulation().after(pause, Life.WORLD, () -> retry(op, number, leader));
    }
  }

  private void answered(Attempted op, byte[] bytes) {
    if (op != current) {
      return;
    }
    Result result = Workload.decode(bytes);
    if (result instanceof Result.SessionOpened opened) {
      session = opened.session();
    } else if (result instanceof Result.Ok ok) {
      MapResult seen = workload.seen(op.call, ok.reply());
      history.complete(op.operation, new Outcome.Answered<>(seen), world.simulation().now());
      world.tally().add(Tally.Count.COMMITTED_OPERATIONS, 1);
    } else {
      throw new Invariants.Broken(name + " was answered " + result + " to " + op.call);
    }
    lastDone = world.simulation().now();
    think();
  }

  private void giveUp(Attempted op) {
    if (op.call != null) {
      Outcome<MapResult> outcome =
          op.mayHaveHappened ? new Outcome.Unknown<>() : new Outcome.NotDone<>();
      history.complete(op.operation, outcome, world.simulation().now());
      world.tally().add(Tally.Count.UNKNOWN_OPERATIONS, 1);
    }
    think();
  }

  private void think() {
    current = null;
    world.simulation().after(random.nextLong(100 * Simulation.MILLI), Life.WORLD, this::next);
  }
}
