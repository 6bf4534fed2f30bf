package conclave.laws;

import conclave.raft.Acceptor;
import conclave.raft.Persist;
import conclave.raft.Slice;
import conclave.raft.log.EntryId;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimProposer;
import conclave.sim.pure.SimReplica;
import java.util.ArrayList;
import java.util.List;

/** Hands new entries to the leaderships of former terms, which may still be stopping. */
final class Zombies extends SimReplica {
  private final List<SimProposer> all = new ArrayList<>();

  Zombies(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
  }

  @Override
  public void startLeadership(StartLeadership start) {
    super.startLeadership(start);
    proposer().ifPresent(all::add);
  }

  @Override
  public void persist(Persist write) {
    super.persist(write);
    if (write.entries().isEmpty()) {
      return;
    }
    long before = write.entries().get(0).index() - 1;
    long term = acceptor().termAt(before);
    if (before > 0 && term > 0) {
      for (SimProposer former : all) {
        if (former.term() == acceptor().term()) {
          continue;
        }
        former.tellLeadership(
            leadership ->
                leadership.appended(
                    new Slice(leadership.term(), new EntryId(term, before), write.entries())));
      }
    }
  }
}
