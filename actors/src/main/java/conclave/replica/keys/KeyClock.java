package conclave.replica.keys;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import conclave.machine.KeyTable;
import conclave.machine.keys.ForgetKeys;
import conclave.machine.keys.KeyReply;
import conclave.machine.keys.KeyRetention;
import conclave.machine.wire.MalformedException;
import conclave.raft.log.NodeId;
import conclave.replica.apply.Feed;
import conclave.replica.apply.Following;
import conclave.replica.gateway.Gateway;
import conclave.replica.gateway.Outcome;
import conclave.replica.peers.LocalActors;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the time of the answers that one group keeps under idempotency keys, and proposes that they
 * are forgotten while this node leads the group. If it dies, the next one begins afresh: answers
 * are kept longer, never shorter.
 */
public final class KeyClock extends AbstractBehavior<Object> {

  /**
   * What a clock is given.
   *
   * @param group whose answers it watches
   * @param nanoClock monotonic
   */
  public record Setup(
      NodeId self, String group, KeyRetention.Settings retention, LongSupplier nanoClock) {}

  /** What the table keeps, as the replica beside it has it; if that answered. */
  private record Looked(Outcome<byte[]> outcome) {}

  private enum Tick {
    INSTANCE
  }

  /** What takes longer is asked or proposed again at the next tick. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final byte[] LOOK = {};

  private final Setup setup;
  private final LocalActors local;
  private final KeyRetention retention;

  private KeyClock(ActorContext<Object> context, TimerScheduler<Object> timers, Setup setup) {
    super(context);
    this.setup = setup;
    this.local = new LocalActors(context.getSystem());
    this.retention = new KeyRetention(setup.retention());
    Following.Subject keys = new Following.Subject(setup.group(), KeyTable.NAME, LOOK);
    context.spawn(Following.create(keys, context.getSelf().narrow()), "feed");
    timers.startTimerWithFixedDelay(Tick.INSTANCE, Duration.ofNanos(setup.retention().lookNanos()));
  }

  /** Takes nothing but the feed of its group and its own timer. */
  public static Behavior<Object> create(Setup setup) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new KeyClock(context, timers, setup)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Tick.INSTANCE, this::onTick)
        .onMessage(Looked.class, this::onLooked)
        .onMessage(Feed.Leader.class, this::onLeader)
        .onMessage(Feed.class, feed -> this)
        .build();
  }

  private Behavior<Object> onLeader(Feed.Leader leader) {
    retention.leader(leader.term(), leader.leader().equals(Optional.of(setup.self())));
    return this;
  }

  private Behavior<Object> onTick() {
    if (retention.leads()) {
      ActorRef<Object> self = getContext().getSelf();
      local.gateway(
          setup.group(),
          new Gateway.Ask(
              KeyTable.NAME, LOOK, false, PATIENCE, outcome -> self.tell(new Looked(outcome))));
    }
    return this;
  }

  /** Where it was not answered, the next tick asks again. */
  private Behavior<Object> onLooked(Looked looked) throws MalformedException {
    if (looked.outcome() instanceof Outcome.Done<byte[]> done
        && KeyReply.decode(done.value()) instanceof KeyReply.View table) {
      retention
          .look(table, setup.nanoClock().getAsLong())
          .ifPresent(upTo -> propose(new ForgetKeys(upTo)));
    }
    return this;
  }

  /** What got lost is proposed again, since the table shows it. */
  private void propose(ForgetKeys forget) {
    local.gateway(
        setup.group(),
        new Gateway.Execute(
            KeyTable.NAME, forget.encode(), PATIENCE, Optional.empty(), outcome -> {}));
  }
}
