package conclave.raft.script;

import conclave.raft.AcceptorEffects.StartLeadership;
import conclave.raft.Bench;
import conclave.raft.Message;
import conclave.raft.Read;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.SnapshotId;
import conclave.raft.proposer.Leadership;
import conclave.raft.proposer.Pace;
import conclave.raft.proposer.SnapshotTransfer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A leadership of a script's cluster, with its transfers. Every snapshot has six bytes. */
final class Proposer implements Leadership.Effects {

  private static final int SNAPSHOT_BYTES = 6;

  final Leadership leadership;
  private final Node node;
  private final Cluster cluster;
  private final long term;
  private final Map<NodeId, SnapshotTransfer> transfers = new HashMap<>();

  Proposer(Node node, Cluster cluster, StartLeadership start) {
    this.node = node;
    this.cluster = cluster;
    this.term = start.term();
    this.leadership = new Leadership(start, Bench.SETTINGS, this);
  }

  void answer(NodeId from, Message reply) {
    if (reply instanceof Message.AppendReply append) {
      leadership.on(from, append);
    } else if (reply instanceof Message.SnapshotReply part && transfers.containsKey(from)) {
      transfers.get(from).on(part, cluster.now());
    }
  }

  @Override
  public void send(NodeId to, Message message) {
    cluster.send(node.id, to, message);
  }

  @Override
  public void wantSlice(NodeId peer, EntryId hint) {
    cluster.later(() -> node.acceptor().sliceWanted(term, peer, hint));
  }

  @Override
  public void commit(long index) {
    cluster.later(() -> node.acceptor().committed(term, index));
  }

  @Override
  public void readReady(Read read, long index) {
    if (read.origin().equals(node.id)) {
      node.readReady(read.id(), index);
    } else {
      send(read.origin(), new Message.ReadIndexReply(term, read.id(), index));
    }
  }

  @Override
  public void readRefused(Read read) {
    node.readFailed(read.id());
  }

  @Override
  public void catchUp(NodeId peer) {
    SnapshotId snapshot = node.disk.read().snapshot();
    transfers.put(
        peer,
        new SnapshotTransfer(
            new SnapshotTransfer.Start(term, peer, snapshot, SNAPSHOT_BYTES, 0),
            new SnapshotTransfer.Limits(
                Bench.SETTINGS.snapshotChunkBytes(),
                Bench.SETTINGS.window(),
                Bench.nanos(Bench.TIMEOUT),
                3,
                Pace.unlimited(),
                true),
            new ToPeer(peer)));
    transfers.get(peer).begin(cluster.now());
  }

  @Override
  public void resign(String reason) {
    cluster.later(() -> node.acceptor().proposerGone(term, reason));
  }

  @Override
  public void weighed(Optional<String> obstacle) {
    cluster.later(() -> node.acceptor().membership().weighed(term, obstacle));
  }

  @Override
  public void keepsUp(NodeId learner) {
    cluster.later(() -> node.acceptor().membership().keepsUp(term, learner));
  }

  @Override
  public void leadAnew(String reason) {
    cluster.later(() -> node.acceptor().handover().leadAnew(term, reason));
  }

  @Override
  public void handoverGivenUp(String reason) {
    cluster.later(() -> node.acceptor().handover().givenUp(term, reason));
  }

  private final class ToPeer implements SnapshotTransfer.Effects {
    private final NodeId peer;

    ToPeer(NodeId peer) {
      this.peer = peer;
    }

    @Override
    public void send(NodeId to, Message message) {
      Proposer.this.send(to, message);
    }

    @Override
    public void read(long offset, int length) {
      cluster.later(() -> transfers.get(peer).part(offset, new byte[length], cluster.now()));
    }

    @Override
    public void over(NodeId to, EntryId at) {
      cluster.later(() -> leadership.caughtUp(to, at));
    }
  }
}
