package conclave.replica;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Handover;
import conclave.raft.Membership;
import conclave.raft.Message;
import conclave.raft.RaftSettings;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.members.Change;
import conclave.raft.proposer.SnapshotTransfer;
import conclave.replica.peers.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The children of a replica that propose: at most one campaign or leadership, and its transfers.
 */
final class Proposers {

  /** What the proposer of a term says; each names its term, except where the peer is enough. */
  sealed interface FromProposer {}

  record Nominated(long term) implements FromProposer {}

  record Elected(long term) implements FromProposer {}

  record Committed(long term, long index) implements FromProposer {}

  record SliceWanted(long term, NodeId peer, EntryId hint) implements FromProposer {}

  record CatchUpWanted(long term, NodeId peer) implements FromProposer {}

  record Resigned(long term, String reason) implements FromProposer {}

  record TransferOver(NodeId peer, EntryId at) implements FromProposer {}

  record HandoverGivenUp(long term, String reason) implements FromProposer {}

  record LeadAnew(long term, String reason) implements FromProposer {
    void askOf(Handover handover) {
      handover.leadAnew(term, reason);
    }
  }

  record Weighed(long term, Optional<String> obstacle) implements FromProposer {}

  record KeepsUp(long term, NodeId learner) implements FromProposer {}

  /** The replication of that term has ended, for whatever reason. */
  record ReplicationEnded(long term) {}

  /** A transfer has ended; the peer may have another one by now. */
  record CatchupEnded(NodeId peer, ActorRef<Catchup.Answer> who) {}

  private static final int TRANSFER_TRIES = 10;

  /** The protocol version that brought offers of snapshots. */
  private static final int OFFERS = 2;

  private final ActorContext<Object> context;
  private final Replica.Life life;
  private final Outbox outbox;
  private final Map<NodeId, ActorRef<Catchup.Answer>> catchups = new LinkedHashMap<>();
  private ActorRef<Election.Command> election;
  private ActorRef<Replication.Command> replication;
  private ActorRef<Handover.Outcome> whoHandsOver;
  private ActorRef<Change.Outcome> whoChanges;
  private long spawned;

  Proposers(ActorContext<Object> context, Replica.Life life) {
    this.context = context;
    this.life = life;
    this.outbox = new Outbox(life.group().name(), life.ports().self(), life.ports().peers());
  }

  Outbox outbox() {
    return outbox;
  }

  void startElection(StartCandidacy start) {
    stop();
    election =
        context.spawn(
            Election.create(start, outbox, context.getSelf().narrow()),
            name("election", start.term()));
  }

  void startReplication(StartLeadership start) {
    stop();
    Replication.Setup given =
        new Replication.Setup(
            life.group().settings(), life.ports().nanoClock(), outbox, context.getSelf().narrow());
    replication =
        context.spawn(Replication.create(start, given), name("replication", start.term()));
    context.watchWith(replication, new ReplicationEnded(start.term()));
  }

  void startCatchup(long term, NodeId peer) {
    endCatchup(peer);
    RaftSettings settings = life.group().settings();
    SnapshotTransfer.Limits limits =
        new SnapshotTransfer.Limits(
            settings.snapshotChunkBytes(),
            settings.window(),
            settings.electionMaxNanos(),
            TRANSFER_TRIES,
            life.ports().pace(),
            true);
    boolean offers = life.ports().peers().protocol().atLeast(OFFERS);
    ActorRef<Catchup.Answer> catchup =
        context.spawn(
            Catchup.create(
                new Catchup.Setup(
                    term,
                    peer,
                    offers ? limits : limits.withoutOffer(),
                    life.ports().nanoClock(),
                    outbox,
                    life.journal(),
                    context.getSelf().narrow())),
            name("catchup-" + peer.name(), term));
    catchups.put(peer, catchup);
    context.watchWith(catchup, new CatchupEnded(peer, catchup));
  }

  /** Names are never used twice: a child of that name may still be stopping. */
  private String name(String role, long term) {
    spawned++;
    return role + "-" + term + "-" + spawned;
  }

  /** Whoever proposes stops; its late words are dropped by their term. */
  void stop() {
    if (election != null) {
      context.stop(election);
      election = null;
    }
    if (replication != null) {
      context.stop(replication);
      replication = null;
    }
    catchups.values().forEach(context::stop);
    catchups.clear();
  }

  void tellElection(Election.Command message) {
    if (election != null) {
      election.tell(message);
    }
  }

  void tellReplication(Replication.Command message) {
    if (replication != null) {
      replication.tell(message);
    }
  }

  /** A peer's answer, to whichever child asked. */
  void answer(NodeId from, Message reply) {
    if (reply instanceof Message.AppendReply append) {
      tellReplication(new Replication.Answer(from, append));
    } else if (reply instanceof Message.SnapshotReply snapshot) {
      ActorRef<Catchup.Answer> catchup = catchups.get(from);
      if (catchup != null) {
        catchup.tell(new Catchup.Answer(snapshot));
      }
    } else if (reply instanceof Message.SnapshotWanted wanted) {
      if (leads() && !catchups.containsKey(from)) {
        startCatchup(wanted.term(), from);
      }
    } else {
      tellElection(new Election.Answer(from, reply));
    }
  }

  /** Of several at a time, the first is under way and the others are refused. */
  void handOver(Replica.HandOver ask, Handover handover) {
    Optional<Handover.Outcome> known = handover.ask(ask.to());
    if (known.isPresent()) {
      ask.replyTo().tell(known.get());
    } else {
      whoHandsOver = ask.replyTo();
    }
  }

  void handoverEnded(Handover.Outcome outcome) {
    whoHandsOver.tell(outcome);
    whoHandsOver = null;
  }

  void change(Replica.ChangeMembers ask, Membership membership) {
    Optional<Change.Outcome> known = membership.ask(ask.change());
    if (known.isPresent()) {
      ask.replyTo().tell(known.get());
    } else {
      whoChanges = ask.replyTo();
    }
  }

  void changeEnded(Change.Outcome outcome) {
    whoChanges.tell(outcome);
    whoChanges = null;
  }

  void transferOver(NodeId peer, EntryId at) {
    if (endCatchup(peer)) {
      tellReplication(new Replication.CaughtUp(peer, at));
    }
  }

  private boolean endCatchup(NodeId peer) {
    ActorRef<Catchup.Answer> former = catchups.remove(peer);
    if (former != null) {
      context.stop(former);
    }
    return former != null;
  }

  void catchupEnded(CatchupEnded ended) {
    if (ended.who().equals(catchups.get(ended.peer()))) {
      transferOver(ended.peer(), EntryId.NONE);
    }
  }

  boolean leads() {
    return replication != null;
  }
}
