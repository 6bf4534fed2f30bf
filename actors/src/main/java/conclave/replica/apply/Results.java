package conclave.replica.apply;

import conclave.machine.Result;
import conclave.raft.log.EntryId;
import conclave.replica.apply.Applier.Expect;
import conclave.replica.peers.Peers;
import conclave.serialization.Lanes;
import conclave.serialization.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who waits for the results of which entries. Matched by index <em>and</em> term: another leader
 * may have put another entry there, whose result belongs to somebody else.
 */
final class Results {

  private final String group;
  private final Peers peers;
  private final TreeMap<Long, Expect> expected = new TreeMap<>();
  private final List<byte[]> unsent = new ArrayList<>();
  private Expect current;
  private int unsentFirst;
  private long unsentBytes;

  Results(String group, Peers peers) {
    this.group = group;
    this.peers = peers;
  }

  /** From now on; a higher term has replaced whatever was expected from that index on. */
  void expect(Expect expect) {
    expected.tailMap(expect.first().index(), true).clear();
    expected.put(expect.first().index(), expect);
  }

  /** An entry was applied, and all before it. */
  void applied(EntryId id, Result result) {
    if (!covers(current, id)) {
      flush();
      current = next(id);
    }
    if (current == null) {
      return;
    }
    byte[] bytes = result.encode();
    if (unsentBytes + bytes.length > Lanes.MAX_PAYLOAD_BYTES) {
      flush();
    }
    if (unsent.isEmpty()) {
      unsentFirst = (int) (id.index() - current.first().index());
    }
    unsent.add(bytes);
    unsentBytes += bytes.length;
  }

  private static boolean covers(Expect expect, EntryId id) {
    return expect != null
        && expect.first().term() == id.term()
        && id.index() >= expect.first().index()
        && id.index() < expect.first().index() + expect.count();
  }

  private Expect next(EntryId id) {
    Map.Entry<Long, Expect> candidate = expected.floorEntry(id.index());
    expected.headMap(id.index(), true).clear();
    return candidate != null && covers(candidate.getValue(), id) ? candidate.getValue() : null;
  }

  /** Sends what is known. */
  void flush() {
    if (!unsent.isEmpty()) {
      peers.tell(current.origin(), new Wire.Results(group, current.batch(), unsentFirst, unsent));
      unsent.clear();
      unsentBytes = 0;
    }
  }
}
