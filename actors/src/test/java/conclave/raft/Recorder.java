package conclave.raft;

import conclave.raft.log.Configuration;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.members.Change;
import conclave.raft.proposer.Candidacy;
import conclave.raft.proposer.Leadership;
import conclave.raft.proposer.SnapshotTransfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down every effect of every role as one short line, in the order in which they came. */
public final class Recorder
    implements AcceptorEffects, Candidacy.Effects, Leadership.Effects, SnapshotTransfer.Effects {

  private final List<String> lines = new ArrayList<>();
  private long lastTicket;
  private StartLeadership leadership;

  /** What came since the last call. */
  public List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }

  /** The ticket of the latest write. */
  public long lastTicket() {
    return lastTicket;
  }

  /** The latest leadership that was to begin. */
  public StartLeadership leadership() {
    return leadership;
  }

  private void say(String line) {
    lines.add(line);
  }

  @Override
  public void persist(Persist write) {
    lastTicket = write.ticket();
    say(Text.of(write));
  }

  @Override
  public void send(NodeId to, Message message) {
    say("to " + Text.of(to) + ": " + Text.of(message));
  }

  @Override
  public void apply(List<Entry> committed) {
    say("apply " + Text.of(committed));
  }

  @Override
  public void restore(SnapshotId snapshot) {
    say("restore " + Text.of(snapshot.last()));
  }

  @Override
  public void takeSnapshot(SnapshotId at) {
    say("take snapshot at " + Text.of(at.last()));
  }

  @Override
  public void audit(NodeId from, Message.OfAudit message) {
    say("audit of " + Text.of(from) + ": " + Text.of(message));
  }

  @Override
  public void fingerprint(EntryId at) {
    say("fingerprint at " + Text.of(at));
  }

  @Override
  public void dropState() {
    say("drop state");
  }

  @Override
  public void expectSnapshot(NodeId from, Message.SnapshotOffer offer) {
    say("expect " + Text.of(offer));
  }

  @Override
  public void storeChunk(NodeId from, Message.SnapshotChunk chunk) {
    say("store " + Text.of(chunk));
  }

  @Override
  public void startCandidacy(StartCandidacy start) {
    String why = start.handover() ? ", after a handover" : "";
    say("start candidacy of term " + start.term() + ", last " + Text.of(start.last()) + why);
  }

  @Override
  public void ballot(long term) {
    say("ballot of term " + term);
  }

  @Override
  public void startLeadership(StartLeadership start) {
    leadership = start;
    Slice opening = start.opening();
    say(
        "start leadership of term %d after %s %s, commit %d"
            .formatted(
                start.term(),
                Text.of(opening.previous()),
                Text.of(opening.entries()),
                start.commit()));
  }

  @Override
  public void stopProposer() {
    say("stop proposer");
  }

  @Override
  public void appended(Slice slice) {
    say("appended after " + Text.of(slice.previous()) + " " + Text.of(slice.entries()));
  }

  @Override
  public void durable(long term, EntryId id) {
    say("term " + term + " durable " + Text.of(id));
  }

  @Override
  public void slice(NodeId peer, Slice slice) {
    say(
        "slice for %s after %s %s"
            .formatted(Text.of(peer), Text.of(slice.previous()), Text.of(slice.entries())));
  }

  @Override
  public void compacted(long term, NodeId peer) {
    say("compacted for " + Text.of(peer));
  }

  @Override
  public void answer(NodeId from, Message reply) {
    say("answer of " + Text.of(from) + ": " + Text.of(reply));
  }

  @Override
  public void read(long term, Read read) {
    say("read " + read.id() + " of " + Text.of(read.origin()) + " in term " + term);
  }

  @Override
  public void readReady(long id, long index) {
    say("read " + id + " ready at " + index);
  }

  @Override
  public void readFailed(long id) {
    say("read " + id + " failed");
  }

  @Override
  public void handOver(long term, Optional<String> to) {
    say("hand over term " + term + " to " + to.orElse("whoever is most up to date"));
  }

  @Override
  public void handoverEnded(Handover.Outcome outcome) {
    say("handover: " + Text.of(outcome));
  }

  @Override
  public void weigh(long term, Configuration next) {
    say("weigh " + Text.of(next) + " in term " + term);
  }

  @Override
  public void changeEnded(Change.Outcome outcome) {
    say("change: " + Text.of(outcome));
  }

  /** Events are for people; tests that care look at {@link RaftEvent.Kind} alone. */
  @Override
  public void observe(RaftEvent event) {
    say("event " + event.kind());
  }

  // Candidacy.

  @Override
  public void nominated(long term) {
    say("nominated for term " + term);
  }

  @Override
  public void elected(long term) {
    say("elected in term " + term);
  }

  // Leadership.

  @Override
  public void wantSlice(NodeId peer, EntryId hint) {
    say("want slice for " + Text.of(peer) + " after " + Text.of(hint));
  }

  @Override
  public void commit(long index) {
    say("commit " + index);
  }

  @Override
  public void readReady(Read read, long index) {
    say("read " + read.id() + " of " + Text.of(read.origin()) + " ready at " + index);
  }

  @Override
  public void readRefused(Read read) {
    say("read " + read.id() + " of " + Text.of(read.origin()) + " refused");
  }

  @Override
  public void catchUp(NodeId peer) {
    say("catch up " + Text.of(peer));
  }

  @Override
  public void resign(String reason) {
    say("resign: " + reason);
  }

  @Override
  public void weighed(Optional<String> obstacle) {
    say("weighed: " + obstacle.orElse("a majority would answer"));
  }

  @Override
  public void keepsUp(NodeId learner) {
    say(Text.of(learner) + " keeps up");
  }

  @Override
  public void leadAnew(String reason) {
    say("lead anew: " + reason);
  }

  @Override
  public void handoverGivenUp(String reason) {
    say("leads on: " + reason);
  }

  // SnapshotTransfer.

  @Override
  public void read(long offset, int length) {
    say("read part " + offset + "+" + length);
  }

  @Override
  public void over(NodeId peer, EntryId at) {
    say("over for " + Text.of(peer) + " at " + Text.of(at));
  }
}
