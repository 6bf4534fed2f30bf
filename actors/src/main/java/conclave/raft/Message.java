package conclave.raft;

import conclave.raft.log.Entry;
import conclave.raft.log.EntryId;
import conclave.raft.log.Fingerprint;
import conclave.raft.log.SnapshotId;
import java.util.List;

/**
 * What replicas of one group say to each other. Every message names its term (law L2): a message of
 * an old term changes no state, and a request of an old term is answered with the current one.
 *
 * <p>A missing case does not compile: receivers implement {@link Receiver}.
 */
public sealed interface Message {

  /** The sender's term; for {@link PreVote} the term that it would campaign in. */
  long term();

  /** Calls the receiver's method for this message. */
  void accept(Receiver receiver);

  /** One method a message. */
  interface Receiver {
    void on(PreVote message);

    void on(PreVoteReply message);

    void on(Vote message);

    void on(VoteReply message);

    void on(TimeoutNow message);

    void on(Append message);

    void on(AppendReply message);

    void on(ReadIndex message);

    void on(ReadIndexReply message);

    void on(SnapshotChunk message);

    void on(SnapshotReply message);

    void on(SnapshotWanted message);

    void on(SnapshotOffer message);

    void on(Removed message);

    void on(Audit message);

    void on(AuditReply message);

    void on(AuditVerdict message);
  }

  /**
   * Would you vote for me? Asked before a term is spent, so that a node that was cut off does not
   * disturb a working leader when it returns (Ongaro's dissertation, section 9.6).
   *
   * @param term the sender's term + 1, which nobody adopts
   * @param last the end of the sender's log
   */
  record PreVote(long term, EntryId last) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * @param term the proposed term where granted, else the term of the one who refuses
   * @param granted whether the sender would vote
   */
  record PreVoteReply(long term, boolean granted) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * RequestVote (Raft, figure 2).
   *
   * @param handover the leader of the term before named the sender its successor, so that voters
   *     who still hear that leader vote all the same
   */
  record Vote(long term, EntryId last, boolean handover) implements Message {

    /** Of a campaign that nobody wished for. */
    public Vote(long term, EntryId last) {
      this(term, last, false);
    }

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** Sent only once the vote is durable (law L1). */
  record VoteReply(long term, boolean granted) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * The leader names the receiver its successor: it shall campaign at once (Ongaro's dissertation,
   * section 3.10).
   *
   * @param last the end of the sender's log, which the receiver has durably
   */
  record TimeoutNow(long term, EntryId last) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * AppendEntries (Raft, figure 2); without entries, a heartbeat and a probe.
   *
   * @param round the leadership's latest round; the reply echoes it, which proves that the follower
   *     still followed after the round began
   * @param previous the entry right before {@code entries}
   * @param commit the leader's commit index
   */
  record Append(long term, long round, EntryId previous, List<Entry> entries, long commit)
      implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }

    /** The last entry that the receiver has where it accepts this message. */
    public EntryId end() {
      return entries.isEmpty() ? previous : entries.get(entries.size() - 1).id();
    }
  }

  /**
   * @param round the round of the {@link Append} that this answers, {@link #UNCOUNTED} or {@link
   *     #STALE}
   * @param matched whether the receiver's log holds {@code previous}
   * @param at where matched, the id up to which the log is the leader's and durable; else a hint:
   *     the latest id at which the logs may still agree
   * @param loyalNanos for so long after it heard the {@link Append} the sender votes for nobody
   *     else, come what may, unless that leader hands over; 0 where it promises nothing
   */
  record AppendReply(long term, long round, boolean matched, EntryId at, long loyalNanos)
      implements Message {

    /** Of a sender that promises nothing. */
    public AppendReply(long term, long round, boolean matched, EntryId at) {
      this(term, round, matched, at, 0);
    }

    /**
     * The round of one whose memory is damaged: it takes entries, but an answer promises that the
     * sender votes in no higher term behind this one, and it may have forgotten that it did. So it
     * counts neither for commits nor for reads nor for the leadership (law L6).
     */
    public static final long UNCOUNTED = 0;

    /**
     * The round of an answer to a leader of a former term. The receiver may lead the present term
     * too, and its rounds begin anew in each: with the former round it would take this for proof
     * that it is followed (law L4).
     */
    public static final long STALE = Long.MAX_VALUE;

    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** A follower asks the leader for an index at which a read is linearizable. */
  record ReadIndex(long term, long id) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** The read named {@code id} may be answered by a machine that has applied {@code index}. */
  record ReadIndexReply(long term, long id, long index) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * A part of the leader's snapshot.
   *
   * @param offset where {@code bytes} begin
   * @param done whether these are the last bytes
   */
  record SnapshotChunk(long term, SnapshotId snapshot, long offset, byte[] bytes, boolean done)
      implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * @param last names the snapshot by its last entry
   * @param next the offset that the receiver wants next
   * @param installed whether the receiver's log now continues after the snapshot, durably
   */
  record SnapshotReply(long term, EntryId last, long next, boolean installed) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * A follower whose own snapshot cannot be read asks the leader for one, again with each round
   * until it comes.
   *
   * @param atLeast the last entry of the lost one: the log continues after it, so an older snapshot
   *     is of no use
   */
  record SnapshotWanted(long term, EntryId atLeast) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * A leader is about to send a snapshot, and asks from where on: the receiver may have a part of
   * the very same bytes already, from before a crash or from another leader. Answered by {@link
   * SnapshotReply}.
   *
   * @param length bytes of the whole
   * @param checksum CRC-32C of the whole
   */
  record SnapshotOffer(long term, SnapshotId snapshot, long length, int checksum)
      implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /**
   * The receiver is no member any more, as far as the log is committed up to {@code index}. What is
   * committed stays so in all terms, so this one counts whatever its term.
   */
  record Removed(long term, long index) implements Message {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** What an auditor says to another. */
  sealed interface OfAudit extends Message {}

  /**
   * The leader asks what the receiver's machines are once they have applied exactly {@code at}.
   * Whoever is beyond that already does not answer.
   */
  record Audit(long term, EntryId at) implements OfAudit {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** What they are. */
  record AuditReply(long term, Fingerprint fingerprint) implements OfAudit {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }

  /** The receiver's machines are others than those of a majority of the voters, which are these. */
  record AuditVerdict(long term, Fingerprint agreed) implements OfAudit {
    @Override
    public void accept(Receiver receiver) {
      receiver.on(this);
    }
  }
}
