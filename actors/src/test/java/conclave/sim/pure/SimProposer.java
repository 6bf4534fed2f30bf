package conclave.sim.pure;

import conclave.raft.AcceptorEffects.StartCandidacy;
import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Candidacy;
import conclave.raft.proposer.Leadership;
import conclave.raft.proposer.SnapshotTransfer;
import conclave.sim.Mailbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Hosts what proposes on one node: a campaign or a leadership, with its snapshot transfers. */
public final class SimProposer implements Candidacy.Effects, Leadership.Effects {

  private final SimReplica replica;
  private final Mailbox mailbox;
  private final Map<NodeId, SnapshotTransfer> transfers = new HashMap<>();
  private final long term;
  private Candidacy candidacy;
  private Leadership leadership;
  private long armedNanos = Long.MAX_VALUE;

  private SimProposer(SimReplica replica, long term) {
    this.replica = replica;
    this.term = term;
    this.mailbox = replica.mailboxOfPart();
  }

  static SimProposer campaign(SimReplica replica, StartCandidacy start) {
    SimProposer host = new SimProposer(replica, start.term());
    host.candidacy = new Candidacy(start, host);
    host.mailbox.tell(host.candidacy::begin);
    return host;
  }

  static SimProposer lead(SimReplica replica, StartLeadership start) {
    SimProposer host = new SimProposer(replica, start.term());
    host.leadership = new Leadership(start, replica.settings(), host);
    host.mailbox.tell(() -> host.leadership.begin(replica.clock()));
    host.mailbox.tell(host::arm);
    return host;
  }

  public long term() {
    return term;
  }

  boolean leads() {
    return leadership != null;
  }

  /**
   * Told to stop: it goes on for a while, as a busy actor does, and speaks of a term that is over.
   */
  void stop() {
    mailbox.later(replica.stopDelay(), mailbox.life()::end);
  }

  void kill() {
    mailbox.life().end();
  }

  /** To the leadership, or to nobody where this is a campaign. */
  public void tellLeadership(Consumer<Leadership> message) {
    if (leads()) {
      mailbox.tell(
          () -> {
            message.accept(leadership);
            arm();
          });
    }
  }

  void ballot() {
    if (!leads()) {
      mailbox.tell(candidacy::ballot);
    }
  }

  void answer(NodeId from, Message reply) {
    mailbox.tell(
        () -> {
          if (reply instanceof Message.SnapshotReply snapshotReply) {
            SnapshotTransfer transfer = transfers.get(from);
            if (transfer != null) {
              transfer.on(snapshotReply, clock());
            }
          } else if (leads() && reply instanceof Message.SnapshotWanted) {
            if (!transfers.containsKey(from)) {
              catchUp(from);
            }
          } else if (leads() && reply instanceof Message.AppendReply appendReply) {
            leadership.on(from, appendReply);
          } else if (!leads() && reply instanceof Message.PreVoteReply preVoteReply) {
            candidacy.on(from, preVoteReply);
          } else if (!leads() && reply instanceof Message.VoteReply voteReply) {
            candidacy.on(from, voteReply);
          }
          arm();
        });
  }

  void arm() {
    if (!leads()) {
      return;
    }
    long deadline = leadership.deadlineNanos();
    for (SnapshotTransfer transfer : transfers.values()) {
      deadline = Math.min(deadline, transfer.deadlineNanos());
    }
    if (deadline < armedNanos) {
      armedNanos = deadline;
      mailbox.later(replica.delayUntil(deadline), this::tick);
    }
  }

  private void tick() {
    armedNanos = Long.MAX_VALUE;
    leadership.tick(replica.clock());
    for (SnapshotTransfer transfer : Map.copyOf(transfers).values()) {
      transfer.tick(replica.clock());
    }
    arm();
  }

  @Override
  public void send(NodeId to, Message message) {
    replica.send(to, message);
  }

  @Override
  public void nominated(long nominatedTerm) {
    replica.tell(acceptor -> acceptor.nominated(nominatedTerm));
  }

  @Override
  public void elected(long electedTerm) {
    replica.tell(acceptor -> acceptor.elected(electedTerm));
  }

  @Override
  public void wantSlice(NodeId peer, EntryId hint) {
    replica.sliceWanted(term, peer, hint);
  }

  @Override
  public void commit(long index) {
    replica.committed(term, index);
  }

  @Override
  public void readReady(Read read, long index) {
    replica.answerRead(term, read, index);
  }

  @Override
  public void readRefused(Read read) {
    replica.answerRead(term, read, 0);
  }

  @Override
  public void resign(String reason) {
    replica.proposerGone(term, reason);
  }

  @Override
  public void weighed(Optional<String> obstacle) {
    replica.tell(acceptor -> acceptor.membership().weighed(term, obstacle));
  }

  @Override
  public void keepsUp(NodeId learner) {
    replica.tell(acceptor -> acceptor.membership().keepsUp(term, learner));
  }

  @Override
  public void leadAnew(String reason) {
    replica.leadAnew(term, reason);
  }

  @Override
  public void handoverGivenUp(String reason) {
    replica.tell(acceptor -> acceptor.handover().givenUp(term, reason));
  }

  @Override
  public void catchUp(NodeId peer) {
    Optional<SimJournal.Kept> snapshot = replica.latestSnapshot();
    if (snapshot.isEmpty()) {
      mailbox.tell(() -> over(peer, EntryId.NONE));
      return;
    }
    SimTransfer transfer = new SimTransfer(this, term, peer, snapshot.get());
    transfers.put(peer, transfer.role());
    transfer.role().begin(clock());
    arm();
  }

  Mailbox mailbox() {
    return mailbox;
  }

  long clock() {
    return replica.clock();
  }

  /** The transfer to {@code peer} ended. */
  void over(NodeId peer, EntryId at) {
    transfers.remove(peer);
    leadership.caughtUp(peer, at);
    arm();
  }

  /** Who is being sent a snapshot. */
  List<NodeId> receivers() {
    return transfers.keySet().stream().sorted().toList();
  }

  /** The actors of all transfers die, if there are any; their leadership hears of it. */
  boolean killTransfers() {
    boolean any = !transfers.isEmpty();
    for (NodeId peer : Map.copyOf(transfers).keySet()) {
      mailbox.tell(() -> over(peer, EntryId.NONE));
    }
    return any;
  }
}
