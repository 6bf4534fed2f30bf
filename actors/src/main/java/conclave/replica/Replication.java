package conclave.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Message;
import conclave.raft.RaftSettings;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.log.Configuration;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Leadership;
import conclave.replica.peers.Outbox;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Hosts one {@link Leadership}. If it dies, the replica steps down and the term is burnt: nobody
 * leads in it again.
 */
final class Replication extends AbstractBehavior<Replication.Command> {

  sealed interface Command {}

  /** New entries of the replica's log. */
  record Appended(Slice slice) implements Command {}

  /** The replica's own log is durable that far. */
  record Durable(EntryId id) implements Command {}

  /** The slice that was wanted for a peer. */
  record SliceFor(NodeId peer, Slice slice) implements Command {}

  /** What was wanted for a peer is no longer in the log. */
  record Compacted(NodeId peer) implements Command {}

  /** A peer's answer to an append. */
  record Answer(NodeId from, Message.AppendReply reply) implements Command {}

  /** A read wants an index. */
  record ReadArrived(Read read) implements Command {}

  /** The transfer to a peer is over. */
  record CaughtUp(NodeId peer, EntryId at) implements Command {}

  /** Another voter shall lead. */
  record HandOver(Optional<String> to) implements Command {}

  /** Other members are wished for. */
  record Weigh(Configuration next) implements Command {}

  /** Adds what followers have durably to a status, and sends it on. */
  record Report(ReplicaStatus status, ActorRef<ReplicaStatus> replyTo) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /**
   * @param replica where commits and wishes go
   */
  record Setup(
      RaftSettings settings,
      LongSupplier nanoClock,
      Outbox outbox,
      ActorRef<Proposers.FromProposer> replica) {}

  private final Leadership leadership;
  private final LongSupplier nanoClock;
  private final Alarm<Command> alarm;

  private Replication(
      ActorContext<Command> context,
      Leadership leadership,
      LongSupplier nanoClock,
      Alarm<Command> alarm) {
    super(context);
    this.leadership = leadership;
    this.nanoClock = nanoClock;
    this.alarm = alarm;
  }

  static Behavior<Command> create(StartLeadership start, Setup setup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Leadership leadership =
                      new Leadership(start, setup.settings(), new Outgoing(start.term(), setup));
                  Alarm<Command> alarm = new Alarm<>(timers, Tick.INSTANCE, setup.nanoClock());
                  leadership.begin(setup.nanoClock().getAsLong());
                  alarm.set(leadership.deadlineNanos());
                  return new Replication(context, leadership, setup.nanoClock(), alarm);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answer.class, m -> run(() -> leadership.on(m.from(), m.reply())))
        .onMessage(Appended.class, m -> run(() -> leadership.appended(m.slice())))
        .onMessage(Durable.class, m -> run(() -> leadership.durable(m.id())))
        .onMessage(ReadArrived.class, this::onReadArrived)
        .onMessage(Tick.class, m -> onTick())
        .onMessage(SliceFor.class, m -> run(() -> leadership.slice(m.peer(), m.slice())))
        .onMessage(Compacted.class, m -> run(() -> leadership.compacted(m.peer())))
        .onMessage(CaughtUp.class, m -> run(() -> leadership.caughtUp(m.peer(), m.at())))
        .onMessage(HandOver.class, this::onHandOver)
        .onMessage(Weigh.class, m -> run(() -> leadership.weigh(m.next())))
        .onMessage(Report.class, this::onReport)
        .build();
  }

  private Behavior<Command> run(Runnable input) {
    input.run();
    return this;
  }

  private Behavior<Command> onTick() {
    alarm.rang();
    leadership.tick(nanoClock.getAsLong());
    alarm.set(leadership.deadlineNanos());
    return this;
  }

  private Behavior<Command> onReadArrived(ReadArrived arrived) {
    return run(() -> leadership.read(arrived.read(), nanoClock.getAsLong()));
  }

  private Behavior<Command> onHandOver(HandOver ask) {
    return run(() -> leadership.handOver(ask.to(), nanoClock.getAsLong()));
  }

  private Behavior<Command> onReport(Report report) {
    report.replyTo().tell(report.status().withMatches(leadership::matchIndex));
    return this;
  }

  private record Outgoing(long term, Setup setup) implements Leadership.Effects {

    @Override
    public void send(NodeId to, Message message) {
      setup.outbox().send(to, message);
    }

    @Override
    public void wantSlice(NodeId peer, EntryId hint) {
      setup.replica().tell(new Proposers.SliceWanted(term, peer, hint));
    }

    @Override
    public void commit(long index) {
      setup.replica().tell(new Proposers.Committed(term, index));
    }

    @Override
    public void readReady(Read read, long index) {
      send(read.origin(), new Message.ReadIndexReply(term, read.id(), index));
    }

    @Override
    public void readRefused(Read read) {
      send(read.origin(), new Message.ReadIndexReply(term, read.id(), 0));
    }

    @Override
    public void catchUp(NodeId peer) {
      setup.replica().tell(new Proposers.CatchUpWanted(term, peer));
    }

    @Override
    public void resign(String reason) {
      setup.replica().tell(new Proposers.Resigned(term, reason));
    }

    @Override
    public void weighed(Optional<String> obstacle) {
      setup.replica().tell(new Proposers.Weighed(term, obstacle));
    }

    @Override
    public void keepsUp(NodeId learner) {
      setup.replica().tell(new Proposers.KeepsUp(term, learner));
    }

    @Override
    public void leadAnew(String reason) {
      setup.replica().tell(new Proposers.LeadAnew(term, reason));
    }

    @Override
    public void handoverGivenUp(String reason) {
      setup.replica().tell(new Proposers.HandoverGivenUp(term, reason));
    }
  }
}
