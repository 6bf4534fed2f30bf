package conclave.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.Message;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Candidacy;
import conclave.replica.peers.Outbox;

/**
 * Hosts one {@link Candidacy}. If it dies, the campaign is lost; the replica's next time-out starts
 * another.
 */
final class Election extends AbstractBehavior<Election.Command> {

  sealed interface Command {}

  /** The replica's own vote is durable. */
  record Ballot() implements Command {}

  /** A peer's answer. */
  record Answer(NodeId from, Message reply) implements Command {}

  private final Candidacy candidacy;

  private Election(ActorContext<Command> context, Candidacy candidacy) {
    super(context);
    this.candidacy = candidacy;
  }

  static Behavior<Command> create(
      StartCandidacy start, Outbox outbox, ActorRef<Proposers.FromProposer> replica) {
    return Behaviors.setup(
        context -> {
          Candidacy candidacy = new Candidacy(start, new Outgoing(outbox, replica));
          candidacy.begin();
          return new Election(context, candidacy);
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ballot.class, ballot -> onBallot())
        .onMessage(Answer.class, this::onAnswer)
        .build();
  }

  private Behavior<Command> onBallot() {
    candidacy.ballot();
    return this;
  }

  private Behavior<Command> onAnswer(Answer answer) {
    if (answer.reply() instanceof Message.PreVoteReply reply) {
      candidacy.on(answer.from(), reply);
    } else if (answer.reply() instanceof Message.VoteReply reply) {
      candidacy.on(answer.from(), reply);
    }
    return this;
  }

  private record Outgoing(Outbox outbox, ActorRef<Proposers.FromProposer> replica)
      implements Candidacy.Effects {

    @Override
    public void send(NodeId to, Message message) {
      outbox.send(to, message);
    }

    @Override
    public void nominated(long term) {
      replica.tell(new Proposers.Nominated(term));
    }

    @Override
    public void elected(long term) {
      replica.tell(new Proposers.Elected(term));
    }
  }
}
