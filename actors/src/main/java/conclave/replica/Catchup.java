package conclave.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.proposer.SnapshotTransfer;
import conclave.replica.journal.JournalWriter;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import conclave.replica.peers.Outbox;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Hosts one {@link SnapshotTransfer}. If it dies, the leadership probes the peer again and, if need
 * be, starts another.
 */
final class Catchup extends AbstractBehavior<Object> {

  /** The peer's answer to a part. */
  record Answer(Message.SnapshotReply reply) {}

  private enum Tick {
    INSTANCE
  }

  /**
   * @param term the leadership that sends
   * @param peer who receives
   */
  record Setup(
      long term,
      NodeId peer,
      SnapshotTransfer.Limits limits,
      LongSupplier nanoClock,
      Outbox outbox,
      ActorRef<JournalWriter.Command> journal,
      ActorRef<Proposers.FromProposer> replica) {}

  private final Setup setup;
  private final SnapshotTransfer transfer;
  private final Alarm<Object> alarm;

  private Catchup(
      ActorContext<Object> context, Setup setup, SnapshotNotice.Found found, Alarm<Object> alarm) {
    super(context);
    SnapshotId id = found.id().orElseThrow();
    this.setup = setup;
    this.alarm = alarm;
    this.transfer =
        new SnapshotTransfer(
            new SnapshotTransfer.Start(
                setup.term(), setup.peer(), id, found.length(), found.checksum()),
            setup.limits(),
            new Outgoing(setup, id, context.getSelf().narrow()));
  }

  static Behavior<Answer> create(Setup setup) {
    return Behaviors.<Object>setup(context -> looking(context, setup)).narrow();
  }

  /** Previous: none. Next: sending, or after a while the end where there is no snapshot. */
  private static Behavior<Object> looking(ActorContext<Object> context, Setup setup) {
    setup.journal().tell(new SnapshotWork.Find(setup.outbox().group(), context.getSelf().narrow()));
    return Behaviors.receive(Object.class)
        .onMessage(SnapshotNotice.Found.class, found -> sending(context, setup, found))
        .onSignal(PostStop.class, stopped -> release(context, setup))
        .build();
  }

  private static Behavior<Object> sending(
      ActorContext<Object> context, Setup setup, SnapshotNotice.Found found) {
    return Behaviors.withTimers(
        timers -> {
          if (found.id().isEmpty()) {
            Duration retry = Duration.ofNanos(setup.limits().retryNanos());
            timers.startSingleTimer(Tick.INSTANCE, retry);
            return Behaviors.receive(Object.class)
                .onMessageEquals(Tick.INSTANCE, Behaviors::stopped)
                .build();
          }
          Catchup catchup =
              new Catchup(
                  context, setup, found, new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock()));
          catchup.transfer.begin(setup.nanoClock().getAsLong());
          catchup.alarm.set(catchup.transfer.deadlineNanos());
          return catchup;
        });
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answer.class, answer -> run(() -> onAnswer(answer)))
        .onMessage(SnapshotNotice.Part.class, part -> run(() -> onPart(part)))
        .onMessage(Tick.class, tick -> onTick())
        .onSignal(PostStop.class, stopped -> release(getContext(), setup))
        .build();
  }

  /** The snapshot is kept no longer for this transfer. */
  private static Behavior<Object> release(ActorContext<Object> context, Setup setup) {
    setup
        .journal()
        .tell(new SnapshotWork.Release(setup.outbox().group(), context.getSelf().narrow()));
    return Behaviors.same();
  }

  private void onAnswer(Answer answer) {
    transfer.on(answer.reply(), setup.nanoClock().getAsLong());
  }

  private void onPart(SnapshotNotice.Part part) {
    part.bytes()
        .ifPresentOrElse(
            bytes -> transfer.part(part.offset(), bytes, setup.nanoClock().getAsLong()),
            transfer::failed);
  }

  private Behavior<Object> onTick() {
    alarm.rang();
    return run(() -> transfer.tick(setup.nanoClock().getAsLong()));
  }

  private Behavior<Object> run(Runnable input) {
    input.run();
    alarm.set(transfer.deadlineNanos());
    return this;
  }

  private record Outgoing(Setup setup, SnapshotId id, ActorRef<SnapshotNotice> self)
      implements SnapshotTransfer.Effects {

    @Override
    public void send(NodeId to, Message message) {
      setup.outbox().send(to, message);
    }

    @Override
    public void read(long offset, int length) {
      setup
          .journal()
          .tell(new SnapshotWork.Read(setup.outbox().group(), id.last(), offset, length, self));
    }

    @Override
    public void over(NodeId peer, EntryId at) {
      setup.replica().tell(new Proposers.TransferOver(peer, at));
    }
  }
}
