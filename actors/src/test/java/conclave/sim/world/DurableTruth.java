package conclave.sim.world;

import conclave.raft.Acceptor;
import conclave.raft.Persist;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.HardState;
import conclave.raft.log.NodeId;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one node's disk holds for certain, by a model of a few lines: the measure for what the node
 * says (law L1) and for what its journal gives back.
 */
public final class DurableTruth {

  private HardState hardState = HardState.NONE;
  private EntryId snapshot = EntryId.NONE;
  private final TreeMap<Long, Long> terms = new TreeMap<>();

  /** Damage may cost the note of the last term; that it was reached, its entries still say. */
  private long reached;

  /** This write is durable now. */
  public void completed(Persist write) {
    write.hardState().ifPresent(state -> hardState = state);
    write
        .snapshot()
        .ifPresent(
            id -> {
              if (!holds(id.last())) {
                terms.clear();
              }
              snapshot = id.last();
              terms.headMap(id.last().index(), true).clear();
            });
    for (Entry entry : write.entries()) {
      terms.tailMap(entry.index(), true).clear();
      terms.put(entry.index(), entry.term());
    }
  }

  /** The node starts with what its journal found. */
  public void restart(Acceptor.Recovered recovered) {
    hardState = recovered.hardState();
    snapshot = recovered.snapshot().last();
    terms.clear();
    recovered.entries().forEach(entry -> terms.put(entry.index(), entry.term()));
    long last = terms.isEmpty() ? snapshot.term() : terms.lastEntry().getValue();
    reached = recovered.suspect() ? last : 0;
  }

  public long term() {
    return Math.max(hardState.term(), reached);
  }

  public boolean votedFor(long term, NodeId candidate) {
    return hardState.term() > term
        || hardState.term() == term && hardState.vote().equals(Optional.of(candidate));
  }

  /** The term of the entry at {@code index}, or -1 where that is not known any more. */
  public long termAt(long index) {
    return index == snapshot.index() ? snapshot.term() : terms.getOrDefault(index, -1L);
  }

  public boolean holds(EntryId id) {
    return id.index() <= snapshot.index() || Long.valueOf(id.term()).equals(terms.get(id.index()));
  }

  /** Everything that was durable must be in {@code recovered}, in the same places. */
  public void requireWithin(Acceptor.Recovered recovered, Invariants invariants) {
    DurableTruth found = new DurableTruth();
    found.restart(recovered);
    // Later writes, not known to be durable, may have been kept all the same.
    boolean newer = found.hardState.term() > hardState.term();
    boolean voted = found.hardState.term() == hardState.term() && hardState.vote().isEmpty();
    invariants.require(
        newer || voted || found.hardState.equals(hardState),
        "the journal gave back %s instead of %s",
        found.hardState,
        hardState);
    terms.forEach(
        (index, term) ->
            invariants.require(
                newer || found.holds(new EntryId(term, index)) || found.replaced(index, term),
                "the journal lost entry %d of term %d",
                index,
                term));
    invariants.require(
        found.snapshot.index() >= snapshot.index(), "the journal lost snapshot %s", snapshot);
  }

  /** A later write, not known to be durable but found all the same, may have replaced an entry. */
  private boolean replaced(long index, long term) {
    var at = terms.floorEntry(index);
    return at == null || at.getValue() > term || snapshot.index() >= index;
  }
}
