package conclave.testkit.example;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.lock.LockHandle;
import conclave.lock.LockHolder;
import conclave.lock.Locks;
import conclave.lock.table.LockName;
import conclave.node.ClusterServices;
import java.time.Duration;
import java.util.Optional;

/**
 * An actor of an application: writes to a store of which only one process at a time may write, and
 * shows the store its fencing token.
 */
final class GuardedWriter extends AbstractBehavior<Object> {

  /** What can be asked. */
  sealed interface Command {}

  /** Appends a line. Answered by Written, Refused or NotMine. */
  record Write(String line, ActorRef<Reply> replyTo) implements Command {}

  /** What became of it. */
  sealed interface Reply {}

  /** The store has the line. */
  record Written(long token) implements Reply {}

  /** Another writer came after this one: the store did not take the line. */
  record Refused(long token) implements Reply {}

  /** This writer does not hold the lock now. */
  record NotMine() implements Reply {}

  private enum Again {
    INSTANCE
  }

  static final String LOCK = "ledger";
  static final Duration TTL = Duration.ofSeconds(3);

  private final ClusterServices cluster;
  private final String owner;
  private final Ledger ledger;
  private final TimerScheduler<Object> timers;
  private Optional<LockHandle> lock = Optional.empty();

  private GuardedWriter(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      ClusterServices cluster,
      Ledger ledger) {
    super(context);
    this.timers = timers;
    this.cluster = cluster;
    this.ledger = ledger;
    this.owner = context.getSelf().path().name();
    wantLock();
  }

  /** Its name is the owner of the lock. */
  static Behavior<Command> create(ClusterServices cluster, Ledger ledger) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(timers -> new GuardedWriter(context, timers, cluster, ledger)))
        .narrow();
  }

  private Behavior<Object> wantLock() {
    LockName name = LockName.of(LOCK);
    ActorRef<LockHolder.Event> self = getContext().getSelf().narrow();
    cluster.locks().tell(new Locks.Hold(name, owner, TTL, Duration.ofMinutes(1), self));
    return this;
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(LockHolder.Held.class, this::onHeld)
        .onMessage(LockHolder.NotHeld.class, this::onNotHeld)
        .onMessage(LockHolder.Lost.class, lost -> gone())
        .onMessage(LockHolder.Released.class, released -> gone())
        .onMessageEquals(Again.INSTANCE, this::wantLock)
        .onMessage(Write.class, this::onWrite)
        .build();
  }

  private Behavior<Object> onHeld(LockHolder.Held held) {
    lock = Optional.of(held.handle());
    return this;
  }

  /** Nobody knows, or it was refused: after a moment once more, which is harmless. */
  private Behavior<Object> onNotHeld(LockHolder.NotHeld notHeld) {
    timers.startSingleTimer(Again.INSTANCE, Duration.ofMillis(200));
    return this;
  }

  private Behavior<Object> gone() {
    lock = Optional.empty();
    return wantLock();
  }

  private Behavior<Object> onWrite(Write write) {
    write.replyTo().tell(lock.map(held -> append(held, write.line())).orElseGet(NotMine::new));
    return this;
  }

  private Reply append(LockHandle held, String line) {
    return ledger.append(held.token(), line)
        ? new Written(held.token())
        : new Refused(held.token());
  }
}
