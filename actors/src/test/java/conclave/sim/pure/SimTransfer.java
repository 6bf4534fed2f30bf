package conclave.sim.pure;

import conclave.raft.Message;
import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.proposer.Pace;
import conclave.raft.proposer.SnapshotTransfer;
import conclave.sim.Simulation;
import java.util.Arrays;

/** Hosts one snapshot transfer. */
final class SimTransfer implements SnapshotTransfer.Effects {

  /** So small and slow that faults strike in the middle. */
  private static SnapshotTransfer.Limits limits() {
    return new SnapshotTransfer.Limits(60, 4, 200 * Simulation.MILLI, 6, Pace.of(20_000), true);
  }

  private final SimProposer proposer;
  private final byte[] content;
  private final SnapshotTransfer role;

  SimTransfer(SimProposer proposer, long term, NodeId peer, SimJournal.Kept snapshot) {
    this.proposer = proposer;
    this.content = snapshot.content();
    this.role =
        new SnapshotTransfer(
            new SnapshotTransfer.Start(
                term, peer, snapshot.id(), content.length, snapshot.checksum()),
            limits(),
            this);
  }

  SnapshotTransfer role() {
    return role;
  }

  @Override
  public void send(NodeId to, Message message) {
    proposer.send(to, message);
  }

  @Override
  public void read(long offset, int length) {
    byte[] part = Arrays.copyOfRange(content, (int) offset, (int) offset + length);
    proposer
        .mailbox()
        .tell(
            () -> {
              role.part(offset, part, proposer.clock());
              proposer.arm();
            });
  }

  @Override
  public void over(NodeId peer, EntryId at) {
    proposer.over(peer, at);
  }
}
