package conclave.replica.journal;

import akka.actor.typed.ActorRef;
import conclave.journal.Write;

/** Work for the journal. Done in order of arrival; answered to the replica that is named in it. */
public sealed interface LogWork extends JournalWriter.Command {

  /**
   * Opens a group for a new life of its replica; a fence (law L8). Answered by {@link
   * LogNotice.Opened}.
   *
   * @param incarnation larger than that of every earlier life
   */
  record Open(String group, long incarnation, ActorRef<LogNotice> replyTo) implements LogWork {}

  /**
   * Answered by {@link LogNotice.Persisted} once it is durable, by {@link LogNotice.NotWritten} if
   * the journal does not take it, and not at all if it comes from an older incarnation.
   *
   * @param ticket grows with each write of one incarnation
   */
  record Append(Write write, long ticket, ActorRef<LogNotice> replyTo) implements LogWork {}
}
