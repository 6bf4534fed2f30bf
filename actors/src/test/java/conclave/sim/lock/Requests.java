package conclave.sim.lock;

import conclave.lock.table.LockCommand;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.Command;
import conclave.machine.Result;
import conclave.machine.wire.MalformedException;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import conclave.sim.Tally;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import conclave.sim.world.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Brings commands and questions of one process to the locks and their answers back, as a gateway
 * does: under a session, several at a time, again at another node until their time is over.
 */
final class Requests {

  /** Who hears what became of a request; one of both, in the mailbox of the process. */
  interface Reply {
    Reply NOBODY =
        new Reply() {
          @Override
          public void answered(LockReply reply) {}

          @Override
          public void failed(boolean mayBeDone) {}
        };

    void answered(LockReply reply);

    /** Nothing was heard in time. */
    void failed(boolean mayBeDone);
  }

  private static final long TRY = 300 * Simulation.MILLI;

  private final class Request {
    private final Reply reply;
    private long sequence;
    private byte[] bytes;
    private boolean isQuestion;
    private int tries;
    private boolean mayBeDone;
    private boolean over;

    private Request(Reply reply) {
      this.reply = reply;
    }
  }

  private record Held(Request request, LockCommand command) {}

  private final LockWorld world;
  private final String name;
  private final Mailbox mailbox;
  private final RandomGenerator random;
  private final List<Held> untilOpen = new ArrayList<>();
  private final TreeMap<Long, Request> underWay = new TreeMap<>();
  private String target;
  private long session;
  private long sequence;
  private boolean opening;

  /**
   * @param name of the process on the network; a node asks itself first
   */
  Requests(LockWorld world, String name, Mailbox mailbox) {
    this.world = world;
    this.name = name;
    this.mailbox = mailbox;
    this.random = world.simulation().stream();
    this.target = world.cluster().node(name) == null ? anyNode() : name;
  }

  private String anyNode() {
    List<SimNode> nodes = world.cluster().nodes();
    return nodes.get(random.nextInt(nodes.size())).id().name();
  }

  void execute(LockCommand command, long withinNanos, Reply reply) {
    Request request = new Request(reply);
    mailbox.later(withinNanos, () -> giveUp(request));
    if (session == 0) {
      untilOpen.add(new Held(request, command));
      open();
    } else {
      send(request, command);
    }
  }

  void ask(LockQuery query, long withinNanos, Reply reply) {
    Request request = new Request(reply);
    mailbox.later(withinNanos, () -> giveUp(request));
    request.bytes = query.encode();
    request.isQuestion = true;
    attempt(request);
  }

  private void open() {
    if (!opening) {
      opening = true;
      Request request = new Request(Reply.NOBODY);
      request.bytes = new Command.OpenSession(random.nextLong()).encode();
      attempt(request);
    }
  }

  private void opened(long id) {
    session = id;
    untilOpen.stream()
        .filter(held -> !held.request().over)
        .forEach(held -> send(held.request(), held.command()));
    untilOpen.clear();
  }

  private void send(Request request, LockCommand command) {
    request.sequence = ++sequence;
    underWay.put(request.sequence, request);
    request.bytes =
        new Command.Execute(
                session, sequence, underWay.firstKey(), LockTable.NAME, command.encode())
            .encode();
    attempt(request);
  }

  private void attempt(Request request) {
    if (request.over) {
      return;
    }
    int number = ++request.tries;
    boolean before = request.mayBeDone;
    request.mayBeDone = true;
    SimNode node = world.cluster().node(target);
    SimReplica.Caller caller = caller(request, target, number, before);
    world
        .cluster()
        .network()
        .send(
            name,
            target,
            () -> {
              if (request.isQuestion) {
                node.ask(LockTable.NAME, request.bytes, caller);
              } else {
                node.submit(request.bytes, caller);
              }
            });
    mailbox.later(TRY, () -> again(request, number, Optional.empty()));
  }

  private void again(Request request, int number, Optional<NodeId> hint) {
    if (request.tries == number) {
      target = hint.map(NodeId::name).orElseGet(this::anyNode);
      attempt(request);
    }
  }

  private SimReplica.Caller caller(Request request, String from, int number, boolean before) {
    return new SimReplica.Caller() {
      @Override
      public void done(byte[] result) {
        toMailbox(from, () -> answered(request, result));
      }

      @Override
      public void refused(Proposal.Reason reason, Optional<NodeId> leader) {
        toMailbox(from, () -> refusedThere(request, number, before, leader));
      }
    };
  }

  private void toMailbox(String from, Runnable message) {
    world.cluster().network().send(from, name, () -> mailbox.tell(message));
  }

  private void refusedThere(Request request, int number, boolean before, Optional<NodeId> leader) {
    if (!request.over && request.tries == number) {
      request.mayBeDone = before;
      world.tally().add(Tally.Count.REFUSALS, 1);
      mailbox.later(
          5 * Simulation.MILLI + random.nextLong(30 * Simulation.MILLI),
          () -> again(request, number, leader));
    }
  }

  private void answered(Request request, byte[] bytes) {
    if (request.over) {
      return;
    }
    end(request);
    try {
      Result result = Result.decode(bytes);
      if (result instanceof Result.SessionOpened opened) {
        opened(opened.session());
      } else if (result instanceof Result.Ok ok) {
        request.reply.answered(LockReply.decode(ok.reply()));
      } else {
        throw new Invariants.Broken(name + " was answered " + result);
      }
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void giveUp(Request request) {
    if (!request.over) {
      end(request);
      request.reply.failed(request.mayBeDone);
    }
  }

  private void end(Request request) {
    request.over = true;
    underWay.remove(request.sequence);
  }
}
