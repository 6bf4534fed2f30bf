package conclave.replica.journal;

import conclave.journal.Journal;

/** What the journal says to a replica. */
public sealed interface LogNotice {

  /** For which life of the replica; every other one drops it (law L8). */
  long incarnation();

  /** The group as it is durable; whatever older lives wrote later is refused. */
  record Opened(long incarnation, Journal.Opened state) implements LogNotice {}

  /** The write of that ticket and all before it are durable. */
  record Persisted(long incarnation, long ticket) implements LogNotice {}

  /**
   * The group's oldest entries keep segments from being deleted that nobody else needs: it shall
   * take a snapshot. Said again with each further segment.
   */
  record SnapshotWanted(long incarnation) implements LogNotice {}

  /** The write left no trace, and no later one of this incarnation will be taken. */
  record NotWritten(long incarnation, long ticket, Journal.Outcome outcome) implements LogNotice {}
}
