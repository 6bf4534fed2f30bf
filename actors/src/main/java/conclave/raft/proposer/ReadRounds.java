package conclave.raft.proposer;

import conclave.raft.Read;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads that wait for proof that this leadership still leads (Ongaro's dissertation, section 6.4).
 *
 * <pre>
 *   arrived --first commit of the own term--> noted(index) --next round starts--> asked
 *           --a majority answered that round--> ready(index)
 * </pre>
 *
 * <p>One round serves every read that arrived before it was sent; a read that arrives later waits
 * for the next one (law L4).
 */
final class ReadRounds {

  /** More waiting reads than this are refused (law L7). */
  static final int MAX_WAITING = 65_536;

  /** A read and the index that it must see. */
  record Noted(Read read, long index) {}

  private final List<Read> arrived = new ArrayList<>();
  private List<Noted> noted = new ArrayList<>();
  private List<Noted> asked = new ArrayList<>();
  private long askedRound;

  /**
   * @param index the commit index on arrival, or -1 while no entry of the own term is committed
   * @return false where there is no room
   */
  boolean add(Read read, long index) {
    if (arrived.size() + noted.size() + asked.size() >= MAX_WAITING) {
      return false;
    }
    if (index < 0) {
      arrived.add(read);
    } else {
      noted.add(new Noted(read, index));
    }
    return true;
  }

  /** The first entry of the own term is committed: what waited for it notes that index. */
  void firstCommit(long index) {
    arrived.forEach(read -> noted.add(new Noted(read, index)));
    arrived.clear();
  }

  /** Whether a round should be sent now: reads wait and none is on its way. */
  boolean wantsRound() {
    return asked.isEmpty() && !noted.isEmpty();
  }

  /** A round of that number is being sent now, on behalf of all reads noted so far. */
  void roundSent(long round) {
    if (wantsRound()) {
      asked = noted;
      noted = new ArrayList<>();
      askedRound = round;
    }
  }

  /** The reads that are proven by a majority having answered {@code round}. */
  List<Noted> proven(long round) {
    if (asked.isEmpty() || round < askedRound) {
      return List.of();
    }
    List<Noted> ready = asked;
    asked = new ArrayList<>();
    return ready;
  }
}
