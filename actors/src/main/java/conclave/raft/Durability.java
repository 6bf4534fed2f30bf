package conclave.raft;

import conclave.raft.log.EntryId;
import conclave.raft.log.NodeId;
import conclave.raft.log.RaftLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What of an acceptor's state is durable, and which messages wait for it (law L1).
 *
 * <p>Every write has a ticket, and tickets complete in order. A ticket stands for the very entries
 * that were written with it, by index and term, so a notice that arrives after a truncation credits
 * nothing that is no longer in the log.
 */
final class Durability {

  private record Wrote(long ticket, EntryId last) {}

  private record Held(long ticket, NodeId to, Message message) {}

  private final Deque<Wrote> appends = new ArrayDeque<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final BiConsumer<NodeId, Message> send;
  private long lastTicket;
  private long durableTicket;
  private EntryId durable;

  Durability(EntryId recovered, BiConsumer<NodeId, Message> send) {
    this.durable = recovered;
    this.send = send;
  }

  /** The latest id of the log that is durable. */
  EntryId durable() {
    return durable;
  }

  /** The ticket of the latest write. */
  long lastTicket() {
    return lastTicket;
  }

  boolean isDurable(long ticket) {
    return ticket <= durableTicket;
  }

  /** A write begins; {@code appended} is the last entry in it, if there is any. */
  long write(Optional<EntryId> appended) {
    lastTicket++;
    appended.ifPresent(last -> appends.add(new Wrote(lastTicket, last)));
    return lastTicket;
  }

  /** Sends once {@code ticket} is durable, at once if it is already. */
  void sendAfter(long ticket, NodeId to, Message message) {
    if (isDurable(ticket)) {
      send.accept(to, message);
    } else {
      held.add(new Held(ticket, to, message));
    }
  }

  /**
   * The log now ends at {@code last}. Writes on their way count up to there only: were the same
   * entry to be written once more, the notice of the first write would credit what the truncation,
   * still on its way to the disk, takes back.
   */
  void truncatedTo(EntryId last) {
    if (durable.index() > last.index()) {
      durable = last;
    }
    List<Wrote> pending = List.copyOf(appends);
    appends.clear();
    for (Wrote wrote : pending) {
      appends.add(wrote.last().index() > last.index() ? new Wrote(wrote.ticket(), last) : wrote);
    }
  }

  /** The whole log was replaced: nothing of it is durable until its write is. */
  void restart() {
    durable = EntryId.NONE;
    appends.clear();
  }

  /**
   * All writes up to {@code ticket} are durable: moves {@link #durable()} and sends what waited. A
   * waiting message of an older term than {@code term} is dropped: nobody counts it any more.
   */
  void persisted(long ticket, RaftLog log, long term) {
    durableTicket = Math.max(durableTicket, ticket);
    while (!appends.isEmpty() && isDurable(appends.peek().ticket())) {
      EntryId last = appends.remove().last();
      if (last.index() > durable.index() && log.contains(last)) {
        durable = last;
      }
    }
    while (!held.isEmpty() && isDurable(held.peek().ticket())) {
      Held next = held.remove();
      if (next.message().term() >= term) {
        send.accept(next.to(), next.message());
      }
    }
  }
}
