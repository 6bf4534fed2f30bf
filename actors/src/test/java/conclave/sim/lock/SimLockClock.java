package conclave.sim.lock;

import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.sim.Mailbox;
import conclave.sim.Simulation;
import conclave.sim.pure.SimCluster;
import conclave.sim.pure.SimNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the time of all locks on one node and proposes what is over, as the actor {@code
 * conclave.lock.LockClock} does, by the drifting clock of its node.
 */
public class SimLockClock implements SimCluster.Follower {

  private static final long PATIENCE = 2 * Simulation.SECOND;
  private static final byte[] QUESTION = new LockQuery.All().encode();

  private final LockWorld world;
  private final SimNode node;
  private Mailbox mailbox;
  private Requests gateway;
  private Expiry expiry;
  private long term;
  private boolean leads;
  private long armed = Long.MAX_VALUE;

  /**
   * @param node whose process begins
   */
  public SimLockClock(LockWorld world, SimNode node) {
    this.world = world;
    this.node = node;
    begin();
  }

  private void begin() {
    mailbox = node.mailbox(node.life().part());
    gateway = new Requests(world, node.id().name(), mailbox);
    expiry = new Expiry(LockWorld.EXPIRY);
    leads = false;
    armed = Long.MAX_VALUE;
  }

  /** Its actor dies; the next one begins with the whole table. */
  void kill() {
    mailbox.life().end();
    begin();
    node.replica().follow(this);
  }

  protected final Expiry expiry() {
    return expiry;
  }

  protected final boolean leads() {
    return leads;
  }

  @Override
  public final String machine() {
    return LockTable.NAME;
  }

  @Override
  public final byte[] question() {
    return QUESTION;
  }

  @Override
  public final void opened(byte[] view) {
    mailbox.tell(
        () -> {
          expiry.open(view(view).stream().map(this::heard).toList(), node.clock());
          ring();
        });
  }

  private static List<LockEvent> view(byte[] bytes) {
    try {
      return ((LockReply.View) LockReply.decode(bytes)).events();
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public final void changed(List<byte[]> events) {
    List<LockEvent> heard = events.stream().map(Ledger::event).toList();
    mailbox.tell(
        () -> {
          heard.forEach(event -> expiry.hear(heard(event), node.clock()));
          ring();
        });
  }

  @Override
  public final void leader(long newTerm, Optional<NodeId> leader) {
    mailbox.tell(
        () -> {
          term = newTerm;
          leads = leader.equals(Optional.of(node.id()));
          leader(newTerm, leads, node.clock());
          ring();
        });
  }

  /** What the role hears. */
  protected LockEvent heard(LockEvent event) {
    return event;
  }

  /** Tells the role who leads. */
  protected void leader(long newTerm, boolean self, long now) {
    expiry.leader(newTerm, self, now);
  }

  /** Tells the role that it was rung. */
  protected void tick(long now, Consumer<LockCommand> propose) {
    expiry.tick(now, propose);
  }

  private void ring() {
    long due = expiry.dueNanos().orElse(Long.MAX_VALUE);
    if (due < armed) {
      armed = due;
      mailbox.later(
          node.delayUntil(due),
          () -> {
            armed = Long.MAX_VALUE;
            tick(node.clock(), this::propose);
            ring();
          });
    }
  }

  /** Its fate is heard from the table; what got lost is proposed again by the role. */
  private void propose(LockCommand command) {
    world.punctuality().proposing(node, term, command);
    gateway.execute(command, PATIENCE, Requests.Reply.NOBODY);
  }
}
