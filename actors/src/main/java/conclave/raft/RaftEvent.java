package conclave.raft;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.Optional;

/**
 * Something that an operator or a test cares about; changes nothing.
 *
 * @param kind what happened
 * @param term in which term
 * @param at the end of the log, or the entry concerned
 * @param node the node concerned, if any
 * @param detail a few words for people
 */
public record RaftEvent(Kind kind, long term, EntryId at, Optional<NodeId> node, String detail) {

  /** The kinds, in the order of a term's life. */
  public enum Kind {
    /** Asked the others whether they would vote. */
    CAMPAIGN,
    /** Won the pre-vote and spent a term. */
    CANDIDATE,
    /** The campaign ended without success. */
    CAMPAIGN_OVER,
    /** Won the election. */
    LEADER,
    /** Follows another leader. */
    FOLLOWS,
    /** Led, and leads no more. */
    STEPPED_DOWN,
    /** Dropped entries that a leader's log contradicts. */
    TRUNCATED,
    /** Its own snapshot cannot be read: applies nothing until a leader has sent one. */
    STATE_LOST,
    /** Its machines are not what another one's are, and nobody knows who is wrong. */
    DISPUTED,
    /** Its machines are not what the others' are: their state was dropped. */
    DIVERGED,
    /** Continued after a snapshot that a leader sent. */
    INSTALLED,
    /** A damaged log was matched with a leader's again. */
    HEALED,
    /** Other members are in force: a configuration was appended, rolled back or installed. */
    MEMBERS,
    /** Was told by a committed configuration that it is no member any more. */
    REMOVED
  }
}
