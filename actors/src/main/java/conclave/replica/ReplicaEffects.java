package conclave.replica;

import akka.actor.typed.ActorRef;
import conclave.journal.Write;
import conclave.raft.AcceptorEffects;
import conclave.raft.Handover;
import conclave.raft.Message;
import conclave.raft.Persist;
import conclave.raft.RaftEvent;
import conclave.raft.Read;
import conclave.raft.Slice;
import conclave.raft.audit.Auditor;
import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import conclave.replica.apply.Applier;
import conclave.replica.journal.LogNotice;
import conclave.replica.journal.LogWork;
import conclave.replica.journal.SnapshotNotice;
import conclave.replica.journal.SnapshotWork;
import java.util.List;
import java.util.Optional;

/** Carries out what the acceptor wants; decides nothing. */
final class ReplicaEffects implements AcceptorEffects {

  private final Replica.Life life;
  private final ActorRef<Object> self;
  private final Proposers proposers;
  private final Machinery machinery;
  private Auditor auditor;

  ReplicaEffects(
      Replica.Life life, ActorRef<Object> self, Proposers proposers, Machinery machinery) {
    this.life = life;
    this.self = self;
    this.proposers = proposers;
    this.machinery = machinery;
  }

  /** Who sits beside the acceptor; told before anything happens. */
  void auditor(Auditor beside) {
    auditor = beside;
  }

  private String group() {
    return life.group().name();
  }

  @Override
  public void persist(Persist write) {
    Write wanted =
        new Write(
            group(),
            life.incarnation(),
            write.hardState(),
            write.snapshot(),
            write.entries(),
            write.healed());
    ActorRef<LogNotice> replyTo = self.narrow();
    life.journal().tell(new LogWork.Append(wanted, write.ticket(), replyTo));
  }

  @Override
  public void send(NodeId to, Message message) {
    proposers.outbox().send(to, message);
  }

  @Override
  public void apply(List<Entry> committed) {
    machinery.tell(new Applier.Apply(committed));
  }

  @Override
  public void restore(SnapshotId snapshot) {
    auditor.machinesReplaced();
    machinery.tell(new Applier.Restore(snapshot));
  }

  @Override
  public void takeSnapshot(SnapshotId at) {
    machinery.tell(new Applier.TakeSnapshot(at));
  }

  @Override
  public void audit(NodeId from, Message.OfAudit message) {
    auditor.receive(from, message);
  }

  @Override
  public void fingerprint(EntryId at) {
    machinery.tell(new Applier.Testify(at));
  }

  @Override
  public void dropState() {
    machinery.tell(new Applier.Drop());
  }

  @Override
  public void expectSnapshot(NodeId from, Message.SnapshotOffer offer) {
    ActorRef<SnapshotNotice> replyTo = self.narrow();
    life.journal()
        .tell(
            new SnapshotWork.Expect(
                group(), life.incarnation(), offer, life.group().machines(), replyTo));
  }

  @Override
  public void storeChunk(NodeId from, Message.SnapshotChunk chunk) {
    ActorRef<SnapshotNotice> replyTo = self.narrow();
    life.journal()
        .tell(
            new SnapshotWork.Keep(
                group(), life.incarnation(), chunk, life.group().machines(), replyTo));
  }

  @Override
  public void startCandidacy(StartCandidacy start) {
    proposers.startElection(start);
  }

  @Override
  public void ballot(long term) {
    proposers.tellElection(new Election.Ballot());
  }

  @Override
  public void startLeadership(StartLeadership start) {
    proposers.startReplication(start);
  }

  @Override
  public void stopProposer() {
    proposers.stop();
  }

  @Override
  public void appended(Slice slice) {
    proposers.tellReplication(new Replication.Appended(slice));
  }

  @Override
  public void durable(long term, EntryId id) {
    proposers.tellReplication(new Replication.Durable(id));
  }

  @Override
  public void slice(NodeId peer, Slice slice) {
    proposers.tellReplication(new Replication.SliceFor(peer, slice));
  }

  @Override
  public void compacted(long term, NodeId peer) {
    proposers.tellReplication(new Replication.Compacted(peer));
  }

  @Override
  public void answer(NodeId from, Message reply) {
    proposers.answer(from, reply);
  }

  @Override
  public void read(long term, Read read) {
    proposers.tellReplication(new Replication.ReadArrived(read));
  }

  @Override
  public void readReady(long id, long index) {
    machinery.readReady(id, index);
  }

  @Override
  public void readFailed(long id) {
    machinery.readFailed(id);
  }

  @Override
  public void handOver(long term, Optional<String> to) {
    proposers.tellReplication(new Replication.HandOver(to));
  }

  @Override
  public void handoverEnded(Handover.Outcome outcome) {
    proposers.handoverEnded(outcome);
  }

  @Override
  public void weigh(long term, Configuration next) {
    proposers.tellReplication(new Replication.Weigh(next));
  }

  @Override
  public void changeEnded(Change.Outcome outcome) {
    proposers.changeEnded(outcome);
  }

  @Override
  public void observe(RaftEvent event) {
    life.ports().observer().accept(group(), event);
  }
}
