package conclave.samples.guarded;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from a node to the store, which takes its time: a line that was sent can neither be
 * hurried nor called back. Blocks in JDBC, so spawn it on a dispatcher where that is allowed.
 */
public final class Courier extends AbstractBehavior<Courier.Command> {

  /** What it can be told. */
  public sealed interface Command {}

  /** Carries a line to the store. Answered by Stored, Refused or Unknown. */
  public record Carry(long token, String line, ActorRef<Answer> replyTo) implements Command {}

  /** The way is blocked or free from now on; what is on its way arrives when it is free again. */
  public record Block(boolean blocked) implements Command {}

  /** What became of a line. */
  public sealed interface Answer {}

  /** The store has it. */
  public record Stored(long token, String line) implements Answer {}

  /** The store did not take it: it has seen a greater token. */
  public record Refused(long token, String line, long greatest) implements Answer {}

  /** Nobody knows. */
  public record Unknown(long token, String line, String why) implements Answer {}

  private record Arrived(Carry carry) implements Command {}

  private static final int MOST = 100;

  private final TimerScheduler<Command> timers;
  private final Store store;
  private final Duration trip;
  private final List<Carry> stuck = new ArrayList<>();
  private boolean blocked;

  private Courier(
      ActorContext<Command> context, TimerScheduler<Command> timers, Store store, Duration trip) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.trip = trip;
  }

  /**
   * @param trip how long a line is on its way
   */
  public static Behavior<Command> create(Store store, Duration trip) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Courier(context, timers, store, trip)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Carry.class, this::onCarry)
        .onMessage(Arrived.class, this::onArrived)
        .onMessage(Block.class, this::onBlock)
        .build();
  }

  private Behavior<Command> onCarry(Carry carry) {
    timers.startSingleTimer(carry, new Arrived(carry), trip);
    return this;
  }

  private Behavior<Command> onArrived(Arrived arrived) {
    Carry carry = arrived.carry();
    if (!blocked) {
      deliver(carry);
    } else if (stuck.size() < MOST) {
      stuck.add(carry);
    } else {
      carry.replyTo().tell(new Unknown(carry.token(), carry.line(), "too much is on its way"));
    }
    return this;
  }

  private Behavior<Command> onBlock(Block block) {
    blocked = block.blocked();
    if (!blocked) {
      stuck.forEach(this::deliver);
      stuck.clear();
    }
    return this;
  }

  private void deliver(Carry carry) {
    carry.replyTo().tell(append(carry));
  }

  private Answer append(Carry carry) {
    long token = carry.token();
    String line = carry.line();
    try {
      Store.Verdict verdict = store.append(token, line);
      return verdict instanceof Store.TooOld old
          ? new Refused(token, line, old.greatest())
          : new Stored(token, line);
    } catch (SQLException e) {
      return new Unknown(token, line, e.getMessage());
    }
  }
}
