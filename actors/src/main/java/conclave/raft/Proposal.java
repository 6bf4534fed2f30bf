package conclave.raft;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import java.util.Optional;

/** What became of a proposal at once; whether it is committed shows later. */
public sealed interface Proposal {

  /**
   * The commands have their places in the log of this term; they may still be lost with the
   * leadership.
   *
   * @param first the place of the first command; the others follow
   * @param count how many
   */
  record Assigned(EntryId first, int count) implements Proposal {}

  /**
   * Certainly not done, neither now nor later.
   *
   * @param reason why
   * @param leader who may know better, if anybody is known
   */
  record Refused(Reason reason, Optional<NodeId> leader) implements Proposal {}

  /** Why a proposal was refused. */
  enum Reason {
    /** This replica does not lead. */
    NOT_LEADER,
    /** This replica leads, and is handing over; in a moment another one takes proposals. */
    HANDING_OVER,
    /** Too much is on its way already; try later. */
    OVERLOADED,
    /** The journal has no space left (law L12). */
    NO_SPACE
  }
}
