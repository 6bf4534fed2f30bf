package conclave.raft.proposer;

import conclave.raft.Message;
import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a leadership knows of one follower's log.
 *
 * <pre>{@code
 *          matched                    window of unanswered appends
 * PROBE  ----------->  STREAM   sends ahead without waiting
 *   ^  <-----------      |
 *   |     mismatch       | entries compacted
 *   +---- SNAPSHOT <-----+   only heartbeats until the transfer is done
 * }</pre>
 */
final class Progress {

  enum State {
    /** Looking for the point where the logs agree; one message at a time. */
    PROBE,
    /** The logs agree up to {@link #match}; appends are pipelined. */
    STREAM,
    /** A snapshot is on its way. */
    SNAPSHOT
  }

  private State state = State.PROBE;
  private EntryId sent;
  private EntryId probed = EntryId.NONE;
  private long match;
  private long matchRound;
  private long lostRound;
  private long ackedRound;
  private long loyalRound;
  private int silentBeats = Integer.MAX_VALUE;
  private int suspectBeats;
  private boolean suspectAnswers;
  private long suspectMatch;
  private boolean awaitsProbe;
  private boolean awaitsSlice;
  private final Deque<Long> inflight = new ArrayDeque<>();

  Progress(EntryId sent) {
    this.sent = sent;
  }

  State state() {
    return state;
  }

  /** The last entry that was sent, on the assumption that what was sent arrives. */
  EntryId sent() {
    return sent;
  }

  /** The highest index that the follower has durably, as far as is known; 0 at first. */
  long match() {
    return match;
  }

  /** The latest round that the follower has answered. */
  long ackedRound() {
    return ackedRound;
  }

  /**
   * The latest round after which the follower promised to vote for nobody else, for long enough.
   */
  long loyalRound() {
    return loyalRound;
  }

  /** Heartbeats since an answer that counts; very many where none came in this term. */
  int silentBeats() {
    return silentBeats;
  }

  /** Heartbeats through which answers came that do not count (law L6), and none that does. */
  int suspectBeats() {
    return suspectBeats;
  }

  /** The highest index that a follower whose answers do not count says to have durably. */
  long suspectMatch() {
    return suspectMatch;
  }

  boolean maySend(int window) {
    return switch (state) {
      case PROBE -> !awaitsProbe && !awaitsSlice;
      case STREAM -> !awaitsSlice && inflight.size() < window;
      case SNAPSHOT -> false;
    };
  }

  void sending(EntryId previous, List<Entry> entries) {
    sent = entries.isEmpty() ? previous : entries.get(entries.size() - 1).id();
    if (state == State.PROBE) {
      probed = previous;
      awaitsProbe = true;
    } else if (!entries.isEmpty()) {
      inflight.add(sent.index());
    }
  }

  void sliceWanted() {
    awaitsSlice = true;
  }

  boolean awaitsSlice() {
    return awaitsSlice;
  }

  /**
   * A slice that was wanted is here; it begins after {@code previous}, and so does what is sent
   * from now on. What is under way beyond that does not fill the window any more: else nothing
   * would be sent that could ever be answered.
   */
  void sliceArrived(EntryId previous) {
    awaitsSlice = false;
    sent = previous;
    inflight.removeIf(index -> index > previous.index());
  }

  /** A heartbeat is due: a probe that was not answered may have been lost, so ask again. */
  void heartbeat() {
    if (silentBeats < Integer.MAX_VALUE) {
      silentBeats++;
    }
    suspectAnswers = false;
    awaitsProbe = false;
    awaitsSlice = false;
  }

  void answered(long round) {
    ackedRound = Math.max(ackedRound, round);
    if (round != Message.AppendReply.UNCOUNTED) {
      silentBeats = 0;
      suspectBeats = 0;
      suspectMatch = 0;
    } else if (!suspectAnswers) {
      suspectAnswers = true;
      suspectBeats++;
    }
  }

  void promised(long round) {
    loyalRound = Math.max(loyalRound, round);
  }

  /** The follower's log is the leader's, durably, up to {@code at}. */
  void matched(long round, EntryId at) {
    boolean counts = round != Message.AppendReply.UNCOUNTED;
    if (state == State.SNAPSHOT || counts && round <= lostRound) {
      return;
    }
    // Not only the latest round counts: an acknowledgement waits for the disk, and the answer to a
    // heartbeat overtakes it.
    matchRound = Math.max(matchRound, round);
    boolean nothingNew = at.index() <= match && at.index() < sent.index();
    if (counts) {
      match = Math.max(match, at.index());
    } else {
      suspectMatch = Math.max(suspectMatch, at.index());
    }
    while (!inflight.isEmpty() && inflight.peek() <= at.index()) {
      inflight.remove();
    }
    if (sent.index() < at.index()) {
      sent = at;
    }
    if (state == State.PROBE && nothingNew) {
      // An old answer, or a disk without space. The next heartbeat asks again; to stream now would
      // only bring the next mismatch, and so on without a pause.
      return;
    }
    state = State.STREAM;
    awaitsProbe = false;
  }

  /**
   * The follower does not have {@code sent}.
   *
   * @return whether this is news, so that the leadership must look for an earlier point
   */
  boolean mismatched(long round, EntryId hint) {
    if (state == State.SNAPSHOT || hint.index() >= sent.index() || isLookedFor(hint)) {
      return false;
    }
    if (hint.index() < match) {
      if (round != Message.AppendReply.UNCOUNTED && round <= matchRound) {
        return false;
      }
      // A follower that once matched here and no longer does has lost its log (law L6): what it
      // acknowledged must not be counted any more.
      match = 0;
      matchRound = Math.max(matchRound, round);
      lostRound = Math.max(lostRound, round);
    }
    state = State.PROBE;
    inflight.clear();
    awaitsProbe = false;
    awaitsSlice = false;
    return true;
  }

  /** One lost append has all that follow it in the window answered alike. */
  private boolean isLookedFor(EntryId hint) {
    return state == State.PROBE && (awaitsSlice || awaitsProbe && hint.index() >= probed.index());
  }

  void needsSnapshot() {
    state = State.SNAPSHOT;
    inflight.clear();
    awaitsSlice = false;
    awaitsProbe = false;
  }

  /**
   * The transfer is over; the follower's log continues after {@code at}. Or it is as it was: then
   * the next heartbeat tries again, and no sooner. What it answered to rounds before {@code round}
   * says nothing any more.
   */
  void snapshotOver(EntryId at, long round) {
    matchRound = round;
    state = State.PROBE;
    match = Math.max(match, at.index());
    sent = at;
    awaitsProbe = at.equals(EntryId.NONE);
  }
}
