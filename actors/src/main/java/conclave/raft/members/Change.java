package conclave.raft.members;

import conclave.raft.log.Configuration;
import conclave.raft.log.NodeId;
import java.util.Objects;
import java.util.Optional;

/**
 * A wish for other members; one node comes or goes at a time. That a learner becomes a voter is
 * nobody's wish: the leadership sees to it ({@link MembershipRules}).
 */
public sealed interface Change {

  /** That node shall be a member: a learner at first. */
  record Add(NodeId node) implements Change {
    public Add {
      Objects.requireNonNull(node, "nobody is added");
    }
  }

  /** Exactly that node, on that very data directory, shall be no member. */
  record Remove(NodeId node) implements Change {
    public Remove {
      Objects.requireNonNull(node, "nobody is removed");
    }
  }

  /** Whoever has that name now shall be no member. */
  record RemoveNamed(String name) implements Change {
    public RemoveNamed {
      Objects.requireNonNull(name, "nobody is removed");
    }
  }

  /** What became of a wish. */
  sealed interface Outcome {

    /** It is as wished, by a configuration that is committed; perhaps it was so before. */
    record Done(Configuration configuration) implements Outcome {}

    /**
     * Certainly not done.
     *
     * @param sentence why
     */
    record Refused(Reason reason, String sentence) implements Outcome {}

    /** This replica does not lead; perhaps that one does. */
    record Elsewhere(Optional<NodeId> leader) implements Outcome {}

    /** It stands in the log of one that leads no more. To wish it again is harmless. */
    record Unknown(String sentence) implements Outcome {}
  }

  /** Why a wish was refused. */
  enum Reason {
    /**
     * Another change, a handover or the beginning of a term is under way; try again in a moment.
     */
    BUSY,
    /** A member on another directory has that name, and has to go first. */
    NAME_TAKEN,
    /** Without it nobody votes. */
    LAST_VOTER,
    /** Of those who would vote then, no majority answers now. */
    NO_MAJORITY,
    /** The leader's disk is full, or too much is on its way already; try later. */
    NO_SPACE
  }
}
