package conclave.lock;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.lock.table.Expiry;
import conclave.lock.table.LockCommand;
import conclave.lock.table.LockEvent;
import conclave.lock.table.LockName;
import conclave.lock.table.LockQuery;
import conclave.lock.table.LockReply;
import conclave.lock.table.LockTable;
import conclave.lock.table.Space;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.Alarm;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the time of all locks on this node, and proposes that they expire while this node leads
 * their group. If it dies, the next one begins with the whole table and gives every grant its whole
 * time afresh: locks are held longer, never by two.
 */
public final class LockClock extends AbstractBehavior<Object> {

  /** What others may ask. */
  public sealed interface Command {}

  /** Adds what remains of each lock's time and answers. */
  record Complete(LockReply.Page page, ActorRef<Locks.Reply> replyTo) implements Command {}

  /**
   * What a clock is given.
   *
   * @param group which holds the locks
   * @param gateway to that group
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self,
      String group,
      ActorRef<Gateway.Command> gateway,
      Expiry.Settings settings,
      LongSupplier nanoClock) {}

  private enum Tick {
    INSTANCE
  }

  /** A proposal that takes longer is made again by the role. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Setup setup;
  private final TableGateway table;
  private final Alarm<Object> alarm;
  private final Expiry expiry;

  private LockClock(ActorContext<Object> context, Alarm<Object> alarm, Setup setup) {
    super(context);
    this.setup = setup;
    this.table = new TableGateway(setup.gateway());
    this.alarm = alarm;
    this.expiry = new Expiry(setup.settings());
    Following.Subject locks =
        new Following.Subject(setup.group(), LockTable.NAME, new LockQuery.All().encode());
    context.spawn(Following.create(locks, context.getSelf().narrow()), "feed");
  }

  public static Behavior<Command> create(Setup setup) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new LockClock(
                            context, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()), setup)))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Feed.Changed.class, this::onChanged)
        .onMessage(Feed.Opened.class, this::onOpened)
        .onMessage(Feed.Leader.class, this::onLeader)
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Complete.class, this::onComplete)
        .build();
  }

  private long now() {
    return setup.nanoClock().getAsLong();
  }

  private Behavior<Object> onOpened(Feed.Opened opened) throws MalformedException {
    LockReply.View view = (LockReply.View) LockReply.decode(opened.view());
    expiry.open(view.events(), now());
    return ring();
  }

  private Behavior<Object> onChanged(Feed.Changed changed) throws MalformedException {
    long now = now();
    for (byte[] event : changed.events()) {
      expiry.hear(LockEvent.decode(event), now);
    }
    return ring();
  }

  private Behavior<Object> onLeader(Feed.Leader leader) {
    boolean self = leader.leader().equals(Optional.of(setup.self()));
    expiry.leader(leader.term(), self, now());
    return ring();
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    expiry.tick(now(), this::propose);
    return ring();
  }

  /** Its fate is heard from the table; what got lost is proposed again. */
  private void propose(LockCommand command) {
    table.execute(command, PATIENCE, outcome -> {});
  }

  private Behavior<Object> ring() {
    expiry.dueNanos().ifPresent(alarm::set);
    return this;
  }

  private Behavior<Object> onComplete(Complete ask) {
    long now = now();
    List<Locks.Held> held =
        ask.page().locks().stream()
            .map(
                lock ->
                    new Locks.Held(
                        lock.name(),
                        lock.owner(),
                        lock.token(),
                        Duration.ofMillis(lock.ttlMs()),
                        remaining(lock, now),
                        lock.waiters()))
            .toList();
    ask.replyTo().tell(new Locks.Page(held, ask.page().more()));
    return this;
  }

  /** A lock that this node has not heard of yet was just granted. */
  private Duration remaining(LockReply.Held lock, long now) {
    LockName name = new LockName(Space.LOCK, lock.name());
    return Duration.ofMillis(expiry.remainingMs(name, now).orElse(lock.ttlMs()));
  }
}
