package conclave.raft.snapshot;

import conclave.raft.RaftEvent;
import conclave.raft.log.EntryId;
import java.util.Optional;

/** Why the machines of a replica have no state that they may show. */
public sealed interface Loss {

  /** From which entry on a leader's snapshot gives them one again; empty: none is asked for. */
  Optional<EntryId> cure();

  RaftEvent.Kind event();

  /** A clause for people. */
  String reason();

  /**
   * They could not be given this replica's snapshot: it is damaged.
   *
   * @param last that snapshot's last entry; the log continues after it
   */
  record Unreadable(EntryId last) implements Loss {

    @Override
    public Optional<EntryId> cure() {
      return Optional.of(last);
    }

    @Override
    public RaftEvent.Kind event() {
      return RaftEvent.Kind.STATE_LOST;
    }

    @Override
    public String reason() {
      return "its snapshot of " + last + " cannot be read";
    }
  }

  /**
   * They were not what the others' were after one entry.
   *
   * @param at that entry
   * @param curable whether it is proven what they should have been, and a leader may say it
   * @param reason names what differs
   */
  record Diverged(EntryId at, boolean curable, String reason) implements Loss {

    @Override
    public Optional<EntryId> cure() {
      return curable ? Optional.of(at) : Optional.empty();
    }

    @Override
    public RaftEvent.Kind event() {
      return RaftEvent.Kind.DIVERGED;
    }
  }
}
