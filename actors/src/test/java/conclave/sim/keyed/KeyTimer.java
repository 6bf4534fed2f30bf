package conclave.sim.keyed;

import conclave.machine.Command;
import conclave.machine.KeyTable;
import conclave.machine.Machines;
import conclave.machine.Result;
import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.KeyReply;
import conclave.machine.keys.KeyRetention;
import conclave.machine.wire.MalformedException;
import conclave.raft.Proposal;
import conclave.raft.log.NodeId;
import conclave.sim.Life;
import conclave.sim.client.Workload;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Hosts the retention of one node: a new one in each life of its process. */
final class KeyTimer implements SimReplica.Caller {

  private final SimNode node;
  private final KeyRetention.Settings settings;
  private final Counts counts;
  private final RandomGenerator random;
  private KeyRetention retention;
  private Life life;
  private long nonce;
  private long session;
  private long sequence;

  KeyTimer(SimNode node, KeyRetention.Settings settings, Counts counts) {
    this.node = node;
    this.settings = settings;
    this.counts = counts;
    this.random = node.world().simulation().stream();
    tick();
  }

  /** A paused process looks when it wakes up; a dead one does not. */
  private void tick() {
    if (node.running()) {
      node.world().simulation().after(0, node.life(), this::look);
    }
    node.world().simulation().after(settings.lookNanos(), Life.WORLD, this::tick);
  }

  private void look() {
    if (!node.running() || !node.replica().isAlive()) {
      return;
    }
    if (life != node.life()) {
      life = node.life();
      retention = new KeyRetention(settings);
      nonce = random.nextLong();
      session = 0;
    }
    retention.leader(node.replica().acceptor().term(), node.leads());
    if (retention.leads()) {
      KeyRetention mine = retention;
      node.replica().look(machines -> look(mine, machines));
    }
  }

  private void look(KeyRetention mine, Machines machines) {
    Result result = machines.query(KeyTable.NAME, new byte[0]);
    try {
      KeyReply.View table = (KeyReply.View) KeyReply.decode(((Result.Ok) result).reply());
      mine.look(table, node.clock()).ifPresent(this::propose);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void propose(long upTo) {
    counts.proposed++;
    if (session == 0) {
      node.serve(new Command.OpenSession(nonce).encode(), false, this);
      return;
    }
    sequence++;
    byte[] forget = new ForgetKeys(upTo).encode();
    node.serve(
        new Command.Execute(session, sequence, sequence, KeyTable.NAME, forget).encode(),
        false,
        this);
  }

  @Override
  public void done(byte[] result) {
    Result decoded = Workload.decode(result);
    if (decoded instanceof Result.SessionOpened opened) {
      session = opened.session();
    } else if (decoded instanceof Result.Ok) {
      counts.forgotten++;
    }
  }

  @Override
  public void refused(Proposal.Reason reason, Optional<NodeId> leader) {}
}
