package conclave.laws.bugs;

import conclave.raft.Acceptor;
import conclave.raft.Persist;
import conclave.raft.log.Entry;
import conclave.sim.pure.SimNode;
import conclave.sim.pure.SimReplica;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Writes behind an installed snapshot what its log had beyond it, whoever once sent that. */
final class StaleEnd extends SimReplica {

  private final TreeMap<Long, Entry> log = new TreeMap<>();

  StaleEnd(SimNode node, long incarnation, Acceptor.Recovered recovered) {
    super(node, incarnation, recovered);
    recovered.entries().forEach(entry -> log.put(entry.index(), entry));
  }

  @Override
  public void persist(Persist write) {
    super.persist(write);
    for (Entry entry : write.entries()) {
      log.tailMap(entry.index(), true).clear();
      log.put(entry.index(), entry);
    }
    boolean installed =
        write.snapshot().filter(id -> id.last().equals(acceptor().last())).isPresent();
    if (installed) {
      List<Entry> beyond = List.copyOf(log.tailMap(acceptor().last().index(), false).values());
      if (!beyond.isEmpty()) {
        super.persist(
            new Persist(write.ticket(), Optional.empty(), beyond, Optional.empty(), false));
      }
      log.clear();
    }
  }
}
